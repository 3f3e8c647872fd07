/// Writes diagnostics as text for a terminal or a log file:
///
///     lvsd.conf:14:9: error: unknown keyword `weigth` in `real_server` [unknown-keyword]
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
        var lines = LineIndex(snapshot)
        var text = ""
        for diagnostic in diagnostics.prefix(limit) {
            text += headline(diagnostic, &lines) + "\n" + lines.excerpt(of: diagnostic.range)
            if let related = diagnostic.related {
                text += "    \(lines.place(of: related.range)): \(related.message)\n"
            }
            if let hint = diagnostic.hint { text += "    hint: \(hint)\n" }
        }
        if diagnostics.count > limit { text += "and \(diagnostics.count - limit) more messages\n" }
        return text
    }

    /// One line per message, without the source text, as a daemon's log takes it; not more than `limit` and a count.
    public func headlines(_ diagnostics: [Diagnostic], in snapshot: SourceSnapshot) -> [String] {
        var lines = LineIndex(snapshot)
        var headlines: [String] = []
        for diagnostic in diagnostics.prefix(limit) { headlines.append(headline(diagnostic, &lines)) }
        if diagnostics.count > limit { headlines.append("and \(diagnostics.count - limit) more messages") }
        return headlines
    }

    private func headline(_ diagnostic: Diagnostic, _ lines: inout LineIndex) -> String {
        "\(lines.place(of: diagnostic.range)): \(diagnostic.severity.rawValue): \(diagnostic.message) [\(diagnostic.code)]"
    }
}
