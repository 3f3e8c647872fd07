internal import NetworkTypes

/// A question or an order that a client has given the daemon, on its way from the supervisor to the role that it is about.
///
/// The supervisor asks a role one thing at a time and the role answers at once. Long answers come in pages: the role keeps nothing of a request
/// once it has answered, and the supervisor asks for the page behind `cursor` when its client has taken the one before.
public struct ControlRequest: Hashable, Sendable {
    /// Stands in the reply again.
    public var id: UInt32
    public var method: ControlMethod
    /// In the order that `ControlMethod` tells.
    public var arguments: [String]
    /// Where the page begins: 0 for the first one, else what the reply before said. Its meaning is the role's own.
    public var cursor: UInt64
    /// The user who asks, for the log.
    public var user: UInt32

    public init(id: UInt32, method: ControlMethod, arguments: [String] = [], cursor: UInt64 = 0, user: UInt32 = 0) {
        self.id = id
        self.method = method
        self.arguments = arguments
        self.cursor = cursor
        self.user = user
    }

    /// The argument at a place; nil where it is empty or not given.
    public func argument(_ index: Int) -> String? {
        guard arguments.indices.contains(index), !arguments[index].isEmpty else { return nil }
        return arguments[index]
    }
}

/// On the wire: kind, method, number of arguments, id, user, cursor; then for each argument its length in two bytes and its UTF-8.
extension ControlRequest {
    static let kind: UInt8 = 0x52
    public static let mostArguments = 8
    /// Of one argument, in bytes.
    public static let longestArgument = 1024
    private static let headerLength = 19

    /// nil where it has too many or too long arguments.
    public var message: [UInt8]? {
        guard arguments.count <= Self.mostArguments, arguments.allSatisfy({ $0.utf8.count <= Self.longestArgument }) else { return nil }
        var message = [Self.kind, method.rawValue, UInt8(arguments.count)]
        message.append(bigEndian: id)
        message.append(bigEndian: user)
        message.append(bigEndian: cursor)
        for argument in arguments {
            message.append(bigEndian: UInt16(argument.utf8.count))
            message.append(contentsOf: argument.utf8)
        }
        return message
    }

    /// - Parameter message: as the other end sent it; nil where it is none.
    public init?(message: [UInt8]) {
        let bytes = message.span
        guard bytes.byte(at: 0) == Self.kind, let method = bytes.byte(at: 1).flatMap(ControlMethod.init), let count = bytes.byte(at: 2),
            Int(count) <= Self.mostArguments, let id = bytes.bigEndianUInt32(at: 3), let user = bytes.bigEndianUInt32(at: 7),
            let cursor = bytes.bigEndianUInt64(at: 11)
        else { return nil }
        var arguments: [String] = []
        var offset = Self.headerLength
        for _ in 0..<count {
            guard let length = bytes.bigEndianUInt16(at: offset), Int(length) <= Self.longestArgument,
                let characters = bytes.array(offset + 2..<offset + 2 + Int(length)),
                let argument = String(validating: characters, as: UTF8.self)
            else { return nil }
            arguments.append(argument)
            offset += 2 + Int(length)
        }
        guard offset == message.count else { return nil }
        self.init(id: id, method: method, arguments: arguments, cursor: cursor, user: user)
    }
}
