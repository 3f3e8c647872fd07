public import NetworkTypes

/// Diagnostics for editors and scripts:
///
///     {
///       "diagnostics": [
///         {
///           "severity": "error",
///           "code": "unknown-keyword",
///           "message": "unknown keyword `weigth` in `real_server`",
///           "file": "lvsd.conf", "line": 14, "column": 9, "offset": 310, "length": 6,
///           "hint": "did you mean `weight`?",
///           "related": { "message": "the first one", "file": "lvsd.conf", "line": 3, "column": 1, "offset": 40, "length": 4 }
///         }
///       ],
///       "omitted": 0
///     }
///
/// `origins` lists, in the form of `related`, the uses of parameters, sequences and includes by which the text came to where it
/// took effect. Lines and columns are counted from 1, columns in characters; offset and length are bytes of the file. `hint`,
/// `related` and `origins` are absent where there is nothing to say.
public struct DiagnosticJSON: Sendable {
    /// How many messages are written; `omitted` counts the rest.
    public var limit: Int

    public init(limit: Int = 50) {
        self.limit = limit
    }

    /// - Parameter diagnostics: in the order in which they are to be written.
    /// - Returns: one JSON object and a line feed.
    public func text(_ diagnostics: [Diagnostic], in snapshot: SourceSnapshot) -> String {
        let omitted = max(0, diagnostics.count - limit)
        return JSONValue.object([("diagnostics", .array(values(diagnostics, in: snapshot))), ("omitted", .integer(omitted))]).text + "\n"
    }

    /// The objects alone, at most `limit` of them.
    public func values(_ diagnostics: [Diagnostic], in snapshot: SourceSnapshot) -> [JSONValue] {
        var lines = LineIndex(snapshot)
        var values: [JSONValue] = []
        for diagnostic in diagnostics.prefix(limit) {
            var members: [(String, JSONValue)] = [
                ("severity", .string(diagnostic.severity.rawValue)), ("code", .string(diagnostic.code.rawValue)),
                ("message", .string(diagnostic.message)),
            ]
            members += place(of: diagnostic.range, snapshot, &lines)
            if let hint = diagnostic.hint { members.append(("hint", .string(hint))) }
            if let related = diagnostic.related {
                members.append(
                    ("related", .object([("message", .string(related.message))] + place(of: related.range, snapshot, &lines))))
            }
            if !diagnostic.origins.isEmpty {
                let origins = diagnostic.origins.map {
                    JSONValue.object([("message", .string($0.message))] + place(of: $0.range, snapshot, &lines))
                }
                members.append(("origins", .array(origins)))
            }
            values.append(.object(members))
        }
        return values
    }

    private func place(of range: SourceRange, _ snapshot: SourceSnapshot, _ lines: inout LineIndex) -> [(String, JSONValue)] {
        var members: [(String, JSONValue)] = [("file", .string(snapshot.path(of: range)))]
        if let (position, _) = lines.locate(range) {
            members += [("line", .integer(position.line)), ("column", .integer(position.column))]
        }
        return members + [("offset", .integer(Int(range.offset))), ("length", .integer(Int(range.length)))]
    }
}
