internal import CLinux
internal import Glibc

/// Datagrams to a local socket that never wait for the reader: syslog and the service manager.
public struct UnixDatagramSender: ~Copyable, Sendable {
    private let socket: FileDescriptor
    private let path: String

    /// - Parameter path: the socket's file name; a leading `@` names an abstract socket.
    public init(path: String) throws(SystemError) {
        self.path = path
        socket = try .socket(domain: AF_UNIX, type: Int32(SOCK_DGRAM.rawValue))
    }

    /// Sends one datagram, or drops it where the reader is gone or too slow.
    ///
    /// - Returns: false where it was dropped.
    public borrowing func send(_ bytes: [UInt8]) -> Bool {
        offer(bytes) == .sent
    }

    /// What became of a datagram.
    enum Offer {
        case sent
        /// The reader is behind.
        case noRoom
        /// Nobody has the socket open, or it isn't there.
        case noReader
        case tooLong
        case failed
    }

    /// Sends one datagram, if it is taken now.
    borrowing func offer(_ bytes: [UInt8]) -> Offer {
        let number = socket.number
        let isSent = withAddress { address, length in
            bytes.withUnsafeBytes { clinux_sendto(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT), address, length) } >= 0
        }
        if isSent == true { return .sent }
        if isSent == nil { return .failed }
        switch errno {
        case EAGAIN, ENOBUFS, EINTR: return .noRoom
        case ENOENT, ECONNREFUSED, ENOTDIR: return .noReader
        case EMSGSIZE: return .tooLong
        default: return .failed
        }
    }

    /// Sends a descriptor with an empty datagram.
    ///
    /// - Returns: whether it was taken.
    borrowing func offer(descriptor: Int32) -> Bool {
        // A socket of its own: this one isn't tied to one reader.
        guard let other = try? FileDescriptor.socket(domain: AF_UNIX, type: Int32(SOCK_DGRAM.rawValue)) else { return false }
        let number = other.number
        guard withAddress({ clinux_connect(number, $0, $1) }) == 0 else { return false }
        return clinux_send_message(number, nil, 0, descriptor) >= 0
    }

    /// - Returns: nil where the path is no socket's.
    private borrowing func withAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array(path.utf8)
        guard !name.isEmpty, name.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) {
            $0.copyBytes(from: name)
            if name[0] == UInt8(ascii: "@") { $0[0] = 0 }
        }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count + (name[0] == UInt8(ascii: "@") ? 0 : 1))
        return withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}
