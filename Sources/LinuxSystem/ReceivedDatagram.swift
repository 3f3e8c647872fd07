internal import CLinux
internal import Glibc
public import NetworkTypes

/// A datagram with what its packet's header said of the way that it came.
public struct ReceivedDatagram: Sendable {
    /// In bytes. A datagram beyond the buffer is cut.
    public var count: Int
    public var sender: Endpoint
    /// The address of this host that it was sent to; nil where the kernel didn't tell.
    public var destination: IPAddress?
    /// The TTL with which it came; nil where the kernel didn't tell.
    public var hopLimit: UInt8?
}

extension FileDescriptor {
    /// A UDP socket that hears nothing of what ICMP says: a report about one packet would keep the next one from being sent.
    public static func deafDatagramSocket(_ family: AddressFamily) throws(SystemError) -> FileDescriptor {
        try socket(domain: family.domain, type: Int32(SOCK_DGRAM.rawValue))
    }

    /// Has the kernel tell with each datagram where it was sent to and with which TTL it came (ip(7), RFC 3542).
    public borrowing func reportHeaders(_ family: AddressFamily) throws(SystemError) {
        switch family {
        case .ipv4:
            try setOption(Int32(IPPROTO_IP), IP_RECVTTL, 1)
            try setOption(Int32(IPPROTO_IP), IP_PKTINFO, 1)
        case .ipv6:
            try setOption(Int32(IPPROTO_IPV6), IPV6_RECVHOPLIMIT, 1)
            try setOption(Int32(IPPROTO_IPV6), IPV6_RECVPKTINFO, 1)
        }
    }

    /// The TTL of what the socket sends.
    public borrowing func setHopLimit(_ hopLimit: UInt8, _ family: AddressFamily) throws(SystemError) {
        switch family {
        case .ipv4: try setOption(Int32(IPPROTO_IP), IP_TTL, Int32(hopLimit))
        case .ipv6: try setOption(Int32(IPPROTO_IPV6), IPV6_UNICAST_HOPS, Int32(hopLimit))
        }
    }

    /// The traffic class of what the socket sends: as routers mark what keeps the network together.
    public borrowing func markAsNetworkControl(_ family: AddressFamily) throws(SystemError) {
        switch family {
        case .ipv4: try setOption(Int32(IPPROTO_IP), IP_TOS, 0xC0)
        case .ipv6: try setOption(Int32(IPPROTO_IPV6), IPV6_TCLASS, 0xC0)
        }
    }

    /// The socket takes IPv6 only, and leaves IPv4 to another one with the same port.
    public borrowing func takeIPv6Only() throws(SystemError) {
        try setOption(Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1)
    }

    /// How many bytes the socket keeps that aren't read yet.
    public borrowing func limitReceiveBuffer(_ bytes: Int32) throws(SystemError) {
        try setOption(SOL_SOCKET, SO_RCVBUF, bytes)
    }

    /// Receives one datagram with what its header said, from a socket of which `reportHeaders` was asked.
    ///
    /// - Returns: nil where there is none now, or its sender has no address of IP.
    public borrowing func receiveWithHeader(into buffer: inout [UInt8]) throws(SystemError) -> ReceivedDatagram? {
        let number = number
        var sender = SocketAddress()
        var control = [UInt8](repeating: 0, count: 128)
        var controlLength = 0
        while true {
            let count = sender.withMutablePointer { address, length in
                buffer.withUnsafeMutableBytes { bytes in
                    control.withUnsafeMutableBytes { details in
                        var vector = iovec(iov_base: bytes.baseAddress, iov_len: bytes.count)
                        return withUnsafeMutablePointer(to: &vector) { vector in
                            var message = msghdr()
                            message.msg_name = UnsafeMutableRawPointer(address)
                            message.msg_namelen = length.pointee
                            message.msg_iov = vector
                            message.msg_iovlen = 1
                            message.msg_control = details.baseAddress
                            message.msg_controllen = details.count
                            let count = recvmsg(number, &message, 0)
                            length.pointee = message.msg_namelen
                            controlLength = Int(message.msg_controllen)
                            return count
                        }
                    }
                }
            }
            if count >= 0 {
                guard let endpoint = sender.endpoint else { return nil }
                var received = ReceivedDatagram(count: count, sender: endpoint)
                for message in ControlMessages(control[..<min(controlLength, control.count)]) { received.note(message) }
                return received
            }
            if errno == EAGAIN { return nil }
            if errno != EINTR { throw .last("receive") }
        }
    }
}

/// What comes beside a datagram: messages of a length, a level, a type and data (cmsg(3)), in the machine's own order of bytes.
struct ControlMessages: Sequence, IteratorProtocol {
    struct Message {
        var level: Int32
        var type: Int32
        var data: ArraySlice<UInt8>
    }

    private static let headerLength = MemoryLayout<cmsghdr>.size
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    mutating func next() -> Message? {
        guard rest.count >= Self.headerLength else { return nil }
        let header = rest.withUnsafeBytes { $0.loadUnaligned(as: cmsghdr.self) }
        let length = Int(clamping: header.cmsg_len)
        guard length >= Self.headerLength, length <= rest.count else { return nil }
        let data = rest.dropFirst(Self.headerLength).prefix(length - Self.headerLength)
        let alignment = MemoryLayout<Int>.size
        rest = rest.dropFirst((length + alignment - 1) / alignment * alignment)
        return Message(level: header.cmsg_level, type: header.cmsg_type, data: data)
    }
}

extension ReceivedDatagram {
    fileprivate init(count: Int, sender: Endpoint) {
        self.count = count
        self.sender = sender
    }

    fileprivate mutating func note(_ message: ControlMessages.Message) {
        switch (message.level, message.type) {
        case (Int32(IPPROTO_IP), IP_TTL), (Int32(IPPROTO_IPV6), IPV6_HOPLIMIT):
            guard message.data.count >= MemoryLayout<Int32>.size else { return }
            let number = message.data.withUnsafeBytes { $0.loadUnaligned(as: Int32.self) }
            hopLimit = UInt8(exactly: number)
        // struct in_pktinfo: the interface, the local address, the address in the header.
        case (Int32(IPPROTO_IP), IP_PKTINFO): destination = IPAddress(bytes: message.data.dropFirst(8).prefix(4))
        // struct in6_pktinfo: the address in the header, the interface.
        case (Int32(IPPROTO_IPV6), IPV6_PKTINFO): destination = IPAddress(bytes: message.data.prefix(16))
        default: break
        }
    }
}
