internal import CLinux
internal import Glibc
public import LinuxSystem
public import NetworkTypes

/// A raw socket for IP protocol 112 on one interface: one multicast group or only unicast in, whole IPv4 datagrams out.
public struct VRRPSocket: ~Copyable {
    public let descriptor: FileDescriptor

    /// - Parameters:
    ///   - interface: the interface's name; the socket hears nothing from others.
    ///   - group: the multicast group, 224.0.0.18 (RFC 3768 section 5.2.2); nil: the socket hears only what is sent to this host.
    public init(interface: String, index: Int32, group: IPAddress?) throws(SystemError) {
        let descriptor: FileDescriptor = try .socket(domain: AF_INET, type: Int32(SOCK_RAW.rawValue), protocol: 112)
        try descriptor.bind(toInterface: interface)
        // The header is ours: the time to live of 255 and the source address are part of the protocol.
        try descriptor.setOption(Int32(IPPROTO_IP), IP_HDRINCL, 1)
        try descriptor.setOption(Int32(IPPROTO_IP), IP_MULTICAST_LOOP, 0)
        // Without this the socket would hear every group that any process of the machine has joined.
        try descriptor.setOption(Int32(IPPROTO_IP), IP_MULTICAST_ALL, 0)
        try descriptor.setOption(SOL_SOCKET, SO_PRIORITY, 6)
        if case .v4(let group) = group { try Self.join(group, on: interface, index: index, descriptor) }
        self.descriptor = descriptor
    }

    private static func join(
        _ group: IPv4Address, on interface: String, index: Int32, _ descriptor: borrowing FileDescriptor
    ) throws(SystemError) {
        var membership = ip_mreqn()
        membership.imr_multiaddr.s_addr = group.bits.bigEndian
        membership.imr_ifindex = index
        let number = descriptor.number
        if setsockopt(number, Int32(IPPROTO_IP), IP_ADD_MEMBERSHIP, &membership, socklen_t(MemoryLayout<ip_mreqn>.size)) < 0 {
            throw SystemError("join \(group) on \(interface)", code: errno)
        }
        if setsockopt(number, Int32(IPPROTO_IP), IP_MULTICAST_IF, &membership, socklen_t(MemoryLayout<ip_mreqn>.size)) < 0 {
            throw SystemError("send to \(group) on \(interface)", code: errno)
        }
    }

    /// Sends one IPv4 datagram, header included.
    public borrowing func send(_ datagram: [UInt8], to destination: IPAddress) throws(SystemError) {
        try descriptor.send(datagram, to: Endpoint(destination, port: 0))
    }

    /// Receives one datagram, IP header included.
    ///
    /// - Returns: its bytes; nil where there is none. What exceeds `buffer` is cut off, and a cut packet fails its length check.
    public borrowing func receive(into buffer: inout [UInt8]) throws(SystemError) -> Int? {
        try descriptor.receive(into: &buffer)
    }
}
