internal import CLinux
internal import Glibc

/// One end of a message pair, over which a message may carry a descriptor along.
extension FileDescriptor {
    /// Sends one whole message, or nothing.
    ///
    /// - Parameter passing: the number of a descriptor of which the receiver gets a copy.
    public borrowing func sendMessage(_ bytes: [UInt8], passing descriptor: Int32? = nil) throws(SystemError) {
        let number = number
        try call("send a message") { bytes.withUnsafeBytes { clinux_send_message(number, $0.baseAddress, $0.count, descriptor ?? -1) } }
    }

    /// Receives one message of at most `PassedMessage.longest` bytes; what is longer is cut.
    ///
    /// - Returns: nil where there is none now. A message without bytes means that the other end is closed.
    public borrowing func receiveMessage() throws(SystemError) -> PassedMessage? {
        let number = number
        var descriptor: Int32 = -1
        while true {
            var count = 0
            // Most messages are short: what arrives is copied out of the large room, which is never filled or kept.
            let bytes = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: PassedMessage.longest) { room in
                count = clinux_receive_message(number, room.baseAddress, room.count, &descriptor)
                return [UInt8](room.prefix(max(0, count)))
            }
            if count >= 0 {
                return PassedMessage(bytes: bytes, descriptor: descriptor >= 0 ? FileDescriptor(owning: descriptor) : nil)
            }
            switch errno {
            case EAGAIN: return nil
            case EINTR: continue
            // The other end went away with unread messages: as good as closed.
            case ECONNRESET: return PassedMessage(bytes: [], descriptor: nil)
            case let code: throw SystemError("receive a message", code: code)
            }
        }
    }
}

/// A message with the descriptor that came along, if any.
public struct PassedMessage: ~Copyable {
    /// In bytes.
    public static let longest = 56 << 10

    public let bytes: [UInt8]
    public var descriptor: FileDescriptor?

    /// Takes the descriptor out.
    public mutating func takeDescriptor() -> FileDescriptor? {
        descriptor.take()
    }
}
