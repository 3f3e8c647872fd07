/// A search for one regular expression in a body that comes piece by piece.
///
/// The cores have no regular expressions of their own: whoever runs a conversation hands a search in.
public protocol PatternSearch: Sendable {
    mutating func update(_ bytes: Span<UInt8>)
    /// Whether it was found in all that was fed. Called once, last.
    mutating func finish() -> PatternOutcome
}

/// What came out of a search.
public enum PatternOutcome: Hashable, Sendable {
    case found
    case absent
    /// The search was given up: it took more time or memory than `PatternLimits` allow.
    case failed(String)
}
