internal import ConfigurationLanguage

/// One keyword at one place of the language: everything that is to be known about it stands here and nowhere else.
///
/// A class, because statements by the hundred thousand look at one: a reference is cheaper to pass than eight fields.
final class Keyword: Sendable {
    /// How far the program does what the keyword asks for.
    enum Status: Sendable {
        case implemented
        /// Accepted for the sake of old files; the text says why it does nothing.
        case noEffect(String)
        /// An old spelling; the text says what to write instead. It takes effect.
        case obsolete(String)
        /// Not built yet; the text says what follows from that.
        case notYet(String, Diagnostic.Severity)
    }

    /// What kind of value follows, for the reference page and the schema.
    enum Shape: Sendable {
        /// Nothing: standing there says all.
        case flag
        case boolean
        case integer(ClosedRange<Int>)
        case seconds(ClosedRange<Duration>)
        case address
        /// Words with a grammar of their own.
        case words
        /// Lines of values in braces.
        case list
        /// Statements in braces.
        case block
        /// Nobody looks at it yet.
        case unread
    }

    /// What the reader does with a statement. The number is the statement's index in the syntax tree.
    enum Action: Sendable {
        case nothing
        /// Takes the words behind the keyword.
        case value(@Sendable (inout Reader, Int) -> Void)
        /// Reads the statements of the block between `begin` and `end`; where `begin` says false, the block is left out: its mistakes
        /// are reported, and `end` is not called.
        case block(begin: @Sendable (inout Reader, Int) -> Bool, end: @Sendable (inout Reader, Int) -> Void)
        /// Takes each line of the block as a value.
        case list(@Sendable (inout Reader, Int) -> Void)
    }

    let name: String
    /// Where it may stand.
    let block: Block
    let shape: Shape
    /// What follows it, as the reference page shows it: `1-255`, `ADDR [PORT]`; empty for a mere flag.
    let syntax: String
    /// The value where the keyword is absent, as it would be written.
    let defaultValue: String?
    /// How many words may stand behind it.
    let values: ClosedRange<Int>
    /// The block behind it.
    let opens: Block?
    let status: Status
    /// The role that a root block concerns.
    let part: Configuration.Part
    let action: Action
    /// Its first value is a command, whose program should exist.
    let namesScript: Bool
    /// It takes effect already while the text is read.
    let directive: KeywordMatch.Directive?

    init(
        _ name: String, in block: Block, _ shape: Shape = .words, syntax: String = "", default defaultValue: String? = nil, values: ClosedRange<Int> = 0...0,
        opens: Block? = nil, status: Status = .implemented, part: Configuration.Part = .all,
        directive: KeywordMatch.Directive? = nil, namesScript: Bool = false, action: Action
    ) {
        self.name = name
        self.block = block
        self.shape = shape
        self.syntax = syntax
        self.defaultValue = defaultValue
        self.values = values
        self.opens = opens
        self.status = status
        self.part = part
        self.action = action
        self.directive = directive
        self.namesScript = namesScript
    }
}

extension Configuration.Part {
    /// Whether what the keyword says is read for this part.
    func includes(_ keyword: Keyword) -> Bool {
        self == .all || keyword.part == .all || keyword.part == self
    }

    /// - Parameter number: also that of no keyword, which is everybody's mistake.
    func includes(keyword number: UInt16, of table: KeywordTable) -> Bool {
        Int(number) >= table.keywords.count || includes(table.keywords[Int(number)])
    }
}
