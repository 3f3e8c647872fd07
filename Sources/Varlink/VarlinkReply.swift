public import NetworkTypes

/// Replies as they go out (varlink.org, "Method reply"), with the NUL at their end.
public enum VarlinkReply {
    /// - Parameters:
    ///   - parameters: one JSON object.
    ///   - continues: another reply to the same call follows.
    public static func message(_ parameters: [UInt8], continues: Bool = false) -> [UInt8] {
        var text = JSONText()
        text.object {
            $0.member("parameters", ready: parameters)
            if continues { $0.member("continues", true) }
        }
        return text.bytes + [0]
    }

    /// - Parameter error: its name with that of its interface.
    public static func message(_ error: String, _ parameters: (inout JSONText) -> Void) -> [UInt8] {
        var text = JSONText()
        text.object {
            $0.member("error", error)
            $0.object("parameters", parameters)
        }
        return text.bytes + [0]
    }
}

/// The errors of the interface org.varlink.service.
public enum VarlinkError: Error, Hashable, Sendable {
    case interfaceNotFound(String)
    case methodNotFound(String)
    case invalidParameter(String)
    /// The method has more than one reply: it must be called with `more`.
    case expectedMore

    public var message: [UInt8] {
        switch self {
        case .interfaceNotFound(let name): VarlinkReply.message("org.varlink.service.InterfaceNotFound") { $0.member("interface", name) }
        case .methodNotFound(let name): VarlinkReply.message("org.varlink.service.MethodNotFound") { $0.member("method", name) }
        case .invalidParameter(let name): VarlinkReply.message("org.varlink.service.InvalidParameter") { $0.member("parameter", name) }
        case .expectedMore: VarlinkReply.message("org.varlink.service.ExpectedMore") { _ in }
        }
    }
}
