/// Writes diagnostics as text for a terminal or a log file:
///
///     lvsd.conf:14:9: error: unknown keyword `weigth` in `real_server` [unknown-keyword]
///             weigth 1
///             ^~~~~~
///         hint: did you mean `weight`?
public struct DiagnosticRenderer: Sendable {
    /// How many messages are shown; the rest is only counted.
    public var limit: Int

    /// Whether a terminal's colours (ECMA-48 SGR) set the place, the severity and the caret off.
    public var colours: Bool

    public init(limit: Int = 50, colours: Bool = false) {
        self.limit = limit
        self.colours = colours
    }

    /// - Parameter diagnostics: in the order in which they are to be shown.
    /// - Returns: lines that end with a line feed; empty where there is nothing to show.
    public func text(_ diagnostics: [Diagnostic], in snapshot: SourceSnapshot) -> String {
        var lines = LineIndex(snapshot)
        var text = ""
        for diagnostic in diagnostics.prefix(limit) {
            text += headline(diagnostic, &lines) + "\n" + excerpt(diagnostic, &lines)
            if let related = diagnostic.related {
                text += "    \(lines.place(of: related.range)): \(related.message)\n"
            }
            for origin in diagnostic.origins { text += "    \(lines.place(of: origin.range)): note: \(origin.message)\n" }
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
        let place = coloured(lines.place(of: diagnostic.range) + ":", "1")
        let severity = coloured(diagnostic.severity.rawValue + ":", colour(of: diagnostic.severity))
        return "\(place) \(severity) \(diagnostic.message) [\(diagnostic.code)]"
    }

    /// The source line and the line with the caret.
    private func excerpt(_ diagnostic: Diagnostic, _ lines: inout LineIndex) -> String {
        let plain = lines.excerpt(of: diagnostic.range)
        guard colours, let caret = plain.lastIndex(of: "^") else { return plain }
        return plain[..<caret] + coloured(String(plain[caret...].dropLast()), colour(of: diagnostic.severity)) + "\n"
    }

    private func colour(of severity: Diagnostic.Severity) -> String {
        switch severity {
        case .error: "1;31"
        case .warning: "1;35"
        case .notice: "1;36"
        }
    }

    private func coloured(_ text: String, _ colour: String) -> String {
        colours ? "\u{1B}[\(colour)m\(text)\u{1B}[0m" : text
    }
}
