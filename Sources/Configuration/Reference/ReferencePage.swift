internal import ConfigurationLanguage
internal import NetworkTypes

extension KeywordReference {
    /// docs/CONFIGURATION.md: every keyword with its value, default and status, and every kind of diagnostic.
    public static var page: String {
        let blocks = Block.allCases.filter { $0 != .list }.map(section).joined(separator: "\n")
        return introduction + "\n" + blocks + "\n" + diagnostics
    }

    private static let introduction = """
        # The configuration

        Made from the keyword tables by `scripts/update-reference`: change `Sources/Configuration/Keywords/`, not this page.
        `docs/configuration.schema.json` says the same for programs, `lvsd --print-config` shows what a file means with every
        default filled in, and `lvsd -t` says what is wrong with it.

        Each statement is one line: a keyword and its values. A block stands in braces behind its keyword. `#` and `!` begin a
        comment. Words are separated by white space; quotes hold a word together. Times are seconds with up to six decimals.
        A statement with an error is left out and the rest counts (with `--strict-config` the daemon does not start then).

        Status: empty where the keyword does what it says; *no effect* and *old word* for what old files carry; *not yet* where it is
        accepted with one message that says what follows.

        """

    private static func section(_ block: Block) -> String {
        let keywords = KeywordTable.shared.keywords.filter { $0.block == block }
        var lines = ["## " + (block == .root ? "Outside of any block" : block.name), ""]
        let openers = KeywordTable.shared.keywords.filter { $0.opens == block }.map { "`\($0.name)` in \($0.block.name)" }
        if !openers.isEmpty { lines += ["Opened by " + openers.joined(separator: ", ") + ".", ""] }
        lines += ["| keyword | value | default | status |", "|---|---|---|---|"]
        lines += keywords.map { "| `\($0.name)` | \(value(of: $0)) | \(escaped($0.defaultValue ?? "")) | \(escaped(status(of: $0))) |" }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func value(of keyword: Keyword) -> String {
        let text: String
        switch keyword.shape {
        case .flag: return ""
        case .unread: return keyword.values.upperBound == 0 ? "" : "..."
        case .boolean: return code("[on|off]")
        case .integer(let range): return "\(range.lowerBound) to \(range.upperBound)"
        case .seconds(let range): return "\(range.lowerBound.secondsText) to \(range.upperBound.secondsText) s"
        case .address: return code("ADDR")
        case .words: text = keyword.syntax
        case .list: text = keyword.syntax.isEmpty ? "{ ... }" : keyword.syntax
        case .block: text = keyword.syntax.isEmpty ? "{ }" : keyword.syntax + " { }"
        }
        return text.isEmpty ? "" : code(text)
    }

    private static func status(of keyword: Keyword) -> String {
        switch keyword.status {
        case .implemented: ""
        case .noEffect(let why): "*no effect*: \(why)"
        case .obsolete(let replacement): "*old word* for `\(replacement)`"
        case .notYet(let consequence, _): "*not yet*: \(consequence)"
        }
    }

    private static func code(_ text: String) -> String { "`" + escaped(text) + "`" }

    /// A bar would end the cell of the table, within a code span too.
    private static func escaped(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }

    private static var diagnostics: String {
        let lines = Diagnostic.Code.catalogue.sorted { $0.code.rawValue < $1.code.rawValue }.map {
            "| `\($0.code)` | \(escaped($0.meaning)) |"
        }
        return (["## Diagnostics", "", "| code | meaning |", "|---|---|"] + lines).joined(separator: "\n") + "\n"
    }
}
