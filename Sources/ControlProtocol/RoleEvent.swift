public import NetworkTypes

/// Something that has happened in a role, for the ring of events that the supervisor keeps and shows to those who follow.
///
/// It is ready JSON: the supervisor puts its own number, the time and the role's name around it and never looks inside.
public struct RoleEvent: Hashable, Sendable {
    /// One object, on one line.
    public var json: [UInt8]

    /// In bytes; what is longer is not sent.
    public static let longest = 4096

    public init(json: [UInt8]) {
        self.json = json
    }

    /// - Parameter write: the members of the object: `kind` (in camelCase), `object`, `cause` as far as it has them, and what the kind has of
    ///   its own.
    public init(_ write: (inout JSONText) -> Void) {
        var text = JSONText()
        text.object(write)
        json = text.bytes
    }
}

/// On the wire: kind, then the text up to the end of the message.
extension RoleEvent {
    static let kind: UInt8 = 0x45

    var message: [UInt8]? {
        json.count <= Self.longest ? [Self.kind] + json : nil
    }

    /// - Parameter message: as the other end sent it; nil where it is none.
    public init?(message: [UInt8]) {
        guard message.first == Self.kind, message.count > 1, message.count <= Self.longest + 1 else { return nil }
        json = Array(message[1...])
    }
}
