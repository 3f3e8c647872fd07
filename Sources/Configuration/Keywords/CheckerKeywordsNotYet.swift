internal import ConfigurationLanguage

/// Checkers and parts of checkers that are known by name only.
let checkerKeywordsNotYet: [Keyword] =
    checker("MISC_CHECK", .miscCheck)
    + Keyword.parts(timing + " misc_path misc_timeout misc_dynamic user", in: .miscCheck)
    + checker("BFD_CHECK", .bfdCheck)
    + Keyword.parts("name alpha", in: .bfdCheck)
    + checker("FILE_CHECK", .fileCheck)
    + Keyword.parts("track_file weight dynamic", in: .fileCheck)

private func checker(_ name: String, _ opens: Block) -> [Keyword] {
    Keyword.notYetBlocks(name, in: .realServer, opens: opens, "the real server is not checked by it")
}

private let timing = "retry delay_before_retry warmup delay_loop alpha log_all_failures"
