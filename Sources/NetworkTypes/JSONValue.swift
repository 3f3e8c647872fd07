/// A value of JSON (RFC 8259) on its way out; the members of an object keep their order.
public indirect enum JSONValue: Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    /// Digits as they are to stand there, such as `0.000001`: the caller vouches for them.
    case decimal(String)
    case string(String)
    case array([JSONValue])
    case object([(String, JSONValue)])

    /// The value as text over several lines, two spaces deeper for each level, without a line feed at its end.
    public var text: String {
        var text = ""
        write(to: &text, indentation: "")
        return text
    }

    /// The value as text on one line, without a line feed at its end.
    public var line: String {
        switch self {
        case .array(let elements): "[" + elements.map(\.line).joined(separator: ",") + "]"
        case .object(let members): "{" + members.map { Self.quoted($0.0) + ":" + $0.1.line }.joined(separator: ",") + "}"
        default: text
        }
    }

    private func write(to text: inout String, indentation: String) {
        let inner = indentation + "  "
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .decimal(let digits): text += digits
        case .string(let value): text += Self.quoted(value)
        case .array(let elements) where elements.isEmpty: text += "[]"
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                text += (index == 0 ? "\n" : ",\n") + inner
                element.write(to: &text, indentation: inner)
            }
            text += "\n" + indentation + "]"
        case .object(let members) where members.isEmpty: text += "{}"
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                text += (index == 0 ? "\n" : ",\n") + inner + Self.quoted(member.0) + ": "
                member.1.write(to: &text, indentation: inner)
            }
            text += "\n" + indentation + "}"
        }
    }

    private static func quoted(_ value: String) -> String {
        var inside: [UInt8] = []
        inside.append(escapedForJSON: value)
        return "\"" + String(decoding: inside, as: UTF8.self) + "\""
    }
}
