internal import CLinux
internal import Glibc
public import NetworkTypes

/// Sockets for an event loop: always non-blocking and closed on exec.
extension FileDescriptor {
    /// What became of a connection attempt at once.
    public enum ConnectionProgress {
        case connected
        /// The socket turns writable when the outcome is known; `takeError()` then has it.
        case inProgress
    }

    /// socket(2).
    public static func socket(domain: Int32, type: Int32, protocol number: Int32 = 0) throws(SystemError) -> FileDescriptor {
        FileDescriptor(owning: try call("socket") { Glibc.socket(domain, type | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), number) })
    }

    /// A TCP socket for an address of this family.
    public static func streamSocket(_ family: AddressFamily) throws(SystemError) -> FileDescriptor {
        try socket(domain: family.domain, type: Int32(SOCK_STREAM.rawValue))
    }

    /// A UDP socket for an address of this family. Once connected, it reports what ICMP says of its peer: that the port, the host or
    /// the network can't be reached (ip(7): IP_RECVERR).
    public static func datagramSocket(_ family: AddressFamily) throws(SystemError) -> FileDescriptor {
        let socket = try socket(domain: family.domain, type: Int32(SOCK_DGRAM.rawValue))
        switch family {
        case .ipv4: try socket.setOption(Int32(IPPROTO_IP), IP_RECVERR, 1)
        case .ipv6: try socket.setOption(Int32(IPPROTO_IPV6), IPV6_RECVERR, 1)
        }
        return socket
    }

    /// A connected pair that keeps message boundaries (SOCK_SEQPACKET).
    public static func messagePair() throws(SystemError) -> MessagePair {
        var numbers: [Int32] = [-1, -1]
        let type = Int32(SOCK_SEQPACKET.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        try call("socketpair") { socketpair(AF_UNIX, type, 0, &numbers) }
        return MessagePair(ours: FileDescriptor(owning: numbers[0]), theirs: FileDescriptor(owning: numbers[1]))
    }

    public borrowing func setOption(_ level: Int32, _ name: Int32, _ value: Int32) throws(SystemError) {
        let number = number
        var value = value
        try call("setsockopt \(level) \(name)") { setsockopt(number, level, name, &value, socklen_t(MemoryLayout<Int32>.size)) }
    }

    /// Ties the socket to one interface (SO_BINDTODEVICE).
    public borrowing func bind(toInterface name: String) throws(SystemError) {
        let number = number
        try call("bind to interface \(name)") { setsockopt(number, SOL_SOCKET, SO_BINDTODEVICE, name, socklen_t(name.utf8.count)) }
    }

    /// Marks the packets that the socket sends, for firewall and routing rules (SO_MARK).
    public borrowing func setMark(_ mark: UInt32) throws(SystemError) {
        try setOption(SOL_SOCKET, SO_MARK, Int32(bitPattern: mark))
    }

    public borrowing func bind(to endpoint: Endpoint) throws(SystemError) {
        let number = number
        try call("bind to \(endpoint)") { SocketAddress(endpoint).withPointer { clinux_bind(number, $0, $1) } }
    }

    public borrowing func connect(to endpoint: Endpoint) throws(SystemError) -> ConnectionProgress {
        let number = number
        // Not repeated after EINTR: the attempt goes on by itself then.
        let result = SocketAddress(endpoint).withPointer { clinux_connect(number, $0, $1) }
        if result == 0 { return .connected }
        switch errno {
        case EINPROGRESS, EINTR: return .inProgress
        case let code: throw SystemError("connect to \(endpoint)", code: code)
        }
    }

    /// The pending error of the socket, which is cleared (SO_ERROR); 0 where there is none.
    public borrowing func takeError() -> Int32 {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(number, SOL_SOCKET, SO_ERROR, &code, &length) == 0 ? code : errno
    }

    /// Sends one message or as much of a stream as fits.
    ///
    /// - Returns: the number of bytes; nil where the socket's buffer is full.
    public borrowing func send(_ bytes: ArraySlice<UInt8>) throws(SystemError) -> Int? {
        while true {
            let number = number
            let count = bytes.withUnsafeBytes { Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count >= 0 { return count }
            if errno == EAGAIN { return nil }
            if errno != EINTR { throw .last("send") }
        }
    }

    /// Sends one datagram to an address.
    public borrowing func send(_ bytes: [UInt8], to endpoint: Endpoint) throws(SystemError) {
        let number = number
        try call("send to \(endpoint)") {
            SocketAddress(endpoint).withPointer { address, length in
                bytes.withUnsafeBytes { clinux_sendto(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL), address, length) }
            }
        }
    }

    /// Receives what is there into the start of `buffer`.
    ///
    /// - Returns: the number of bytes, 0 at a stream's end, and nil where there is nothing now. A datagram beyond the buffer is cut.
    public borrowing func receive(into buffer: inout [UInt8]) throws(SystemError) -> Int? {
        let number = number
        while true {
            let count = buffer.withUnsafeMutableBytes { recv(number, $0.baseAddress, $0.count, 0) }
            if count >= 0 { return count }
            if errno == EAGAIN { return nil }
            if errno != EINTR { throw .last("receive") }
        }
    }

    /// Receives one datagram with its sender, whose address is nil for a family other than IP.
    public borrowing func receiveDatagram(into buffer: inout [UInt8]) throws(SystemError) -> (count: Int, sender: Endpoint?)? {
        let number = number
        while true {
            var sender = SocketAddress()
            let count = sender.withMutablePointer { address, length in
                buffer.withUnsafeMutableBytes { clinux_recvfrom(number, $0.baseAddress, $0.count, address, length) }
            }
            if count >= 0 { return (count, sender.endpoint) }
            if errno == EAGAIN { return nil }
            if errno != EINTR { throw .last("receive") }
        }
    }
}

/// The two ends of a socket pair.
public struct MessagePair: ~Copyable {
    public let ours: FileDescriptor
    public let theirs: FileDescriptor
}

extension AddressFamily {
    /// AF_INET or AF_INET6.
    public var domain: Int32 {
        self == .ipv4 ? AF_INET : AF_INET6
    }
}
