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
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array(path.utf8)
        guard !name.isEmpty, name.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) {
            $0.copyBytes(from: name)
            if name[0] == UInt8(ascii: "@") { $0[0] = 0 }
        }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count + (name[0] == UInt8(ascii: "@") ? 0 : 1))
        let number = socket.number
        return withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bytes.withUnsafeBytes { clinux_sendto(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT), raw, length) } >= 0
            }
        }
    }
}
