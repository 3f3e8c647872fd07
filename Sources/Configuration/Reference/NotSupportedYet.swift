/// What the reference page, the schema and the tests say about the keyword tables.
public enum KeywordReference {
    /// The keywords that are known but whose feature isn't built yet, one line `BLOCK KEYWORD` each, sorted.
    ///
    /// docs/not-supported-yet.txt keeps this list: it may only become shorter.
    public static var notSupportedYet: String {
        KeywordTable.shared.keywords
            .filter { keyword in
                switch keyword.status {
                case .notYet: true
                case .implemented, .noEffect, .obsolete: false
                }
            }
            .map { "\($0.block) \($0.name)\n" }
            .sorted()
            .joined()
    }
}
