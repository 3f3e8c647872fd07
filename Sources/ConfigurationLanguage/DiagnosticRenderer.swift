/// Writes diagnostics as text for a terminal or a log file:
///
///     lvsd.conf:14:9: error: unknown keyword `weigth` in real_server [unknown-keyword]
///             weigth 1
///             ^~~~~~
///         hint: did you mean `weight`?
public struct DiagnosticRenderer: Sendable {
    /// How many messages are shown; the rest is only counted.
    public var limit: Int

    public init(limit: Int = 50) {
        self.limit = limit
    }

    /// - Parameter diagnostics: in the order in which they are to be shown.
    /// - Returns: lines that end with a line feed; empty where there is nothing to show.
    public func text(_ diagnostics: [Diagnostic], in snapshot: SourceSnapshot) -> String {
        ""
    }
}
