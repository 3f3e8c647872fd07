internal import ConfigurationLanguage

/// Checkers and parts of checkers that are known by name only.
let checkerKeywordsNotYet: [Keyword] =
    checker("BFD_CHECK", .bfdCheck)
    + Keyword.parts("name alpha", in: .bfdCheck)

private func checker(_ name: String, _ opens: Block) -> [Keyword] {
    Keyword.notYetBlocks(name, in: .realServer, opens: opens, "the real server is not checked by it")
}
