/// One message to the user about the text of the configuration.
public struct Diagnostic: Hashable, Sendable {
    public enum Severity: String, Hashable, Sendable, CaseIterable {
        /// The statement has no effect; the rest of the configuration goes on without it.
        case error
        /// The statement has an effect, but perhaps not the one that its author expects.
        case warning
        /// Worth knowing; nothing needs to change.
        case notice
    }

    /// A stable name for the kind of a mistake, such as `unknown-keyword`: tools and the reference page speak of it.
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        public var rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        public var description: String { rawValue }
    }

    /// Another place that has to do with the mistake, as the first of two definitions.
    public struct Related: Hashable, Sendable {
        public var message: String
        public var range: SourceRange

        public init(message: String, range: SourceRange) {
            self.message = message
            self.range = range
        }
    }

    public var severity: Severity
    public var code: Code
    /// A sentence without a full stop.
    public var message: String
    /// What the caret stands under.
    public var range: SourceRange
    /// What to do about it, as a sentence without a full stop.
    public var hint: String?
    public var related: Related?
    /// The uses of parameters, sequences and includes by which the text came to where it took effect, the innermost first.
    public var origins: [Related] = []

    public init(
        _ severity: Severity, _ code: Code, _ message: String, at range: SourceRange, hint: String? = nil, related: Related? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.range = range
        self.hint = hint
        self.related = related
    }
}

extension Sequence<Diagnostic> {
    /// In the order of the source text, each mistake once: of several messages with one code at one place the first stays.
    public func sortedByPosition() -> [Diagnostic] {
        var seen: Set<Place> = []
        let unique = filter { seen.insert(Place(of: $0)).inserted }
        // The position in the list decides between messages about one place: sort(by:) doesn't promise to be stable.
        return unique.enumerated().sorted { ($0.element.range, $0.offset) < ($1.element.range, $1.offset) }.map(\.element)
    }
}

/// Text that takes effect many times, as in a sequence, has its mistakes only once.
private struct Place: Hashable {
    var code: Diagnostic.Code
    var range: SourceRange

    /// Of one `include` there may be much to say.
    var include: String?

    init(of diagnostic: Diagnostic) {
        code = diagnostic.code
        range = diagnostic.range
        range.expansion = 0
        if code == .missingFile || code == .unreadableInclude { include = diagnostic.message }
    }
}
