internal import CLinux
internal import Glibc
public import LinuxSystem
public import NetworkTypes

/// A raw socket for VRRP on one interface: one multicast group or only unicast in; out go whole IPv4 datagrams, or what IPv6 packets carry.
public struct VRRPSocket: ~Copyable {
    public let descriptor: FileDescriptor
    public let family: AddressFamily
    private let interfaceIndex: Int32

    /// What the header of a received IPv6 packet said.
    public struct Envelope {
        public let source: IPAddress
        public let destination: IPAddress
        public let hopLimit: UInt8
    }

    /// - Parameters:
    ///   - interface: the name of the interface, or of a VRF; the socket hears nothing from others. nil: it hears all, and sends as routes lead.
    ///   - group: the multicast group of the family, 224.0.0.18 or ff02::12; nil: the socket hears only what is sent to this host.
    ///   - base: of a macvlan: the interface below, which joins the group too, since that's where switches are told of it; 0: none.
    ///   - protocolNumber: 112, or 51 with an authentication header.
    public init(
        interface: String?, index: Int32, family: AddressFamily, group: IPAddress?, base: Int32 = 0, protocolNumber: UInt8
    ) throws(SystemError) {
        let descriptor: FileDescriptor = try .socket(domain: family.domain, type: Int32(SOCK_RAW.rawValue), protocol: Int32(protocolNumber))
        if let interface { try descriptor.bind(toInterface: interface) }
        switch family {
        case .ipv4: try Self.prepareIPv4(descriptor)
        case .ipv6: try Self.prepareIPv6(descriptor)
        }
        try descriptor.setOption(SOL_SOCKET, SO_PRIORITY, 6)
        if base > 0 {
            switch group {
            case nil: break
            case .v4(let group): try Self.join(group, on: "interface \(base)", index: base, descriptor)
            case .v6(let group): try Self.join(group, on: "interface \(base)", index: base, descriptor)
            }
        }
        switch group {
        case nil: break
        case .v4(let group):
            try Self.join(group, on: interface ?? "any interface", index: index, descriptor)
            try Self.chooseMulticastInterface(index, descriptor)
        case .v6(let group): try Self.join(group, on: interface ?? "any interface", index: index, descriptor)
        }
        self.descriptor = descriptor
        self.family = family
        interfaceIndex = index
    }

    private static func prepareIPv4(_ descriptor: borrowing FileDescriptor) throws(SystemError) {
        let level = Int32(IPPROTO_IP)
        // The header is ours: the time to live of 255 and the source address are part of the protocol.
        try descriptor.setOption(level, IP_HDRINCL, 1)
        try descriptor.setOption(level, IP_MULTICAST_LOOP, 0)
        // Without this the socket would hear every group that any process of the machine has joined.
        try descriptor.setOption(level, IP_MULTICAST_ALL, 0)
    }

    private static func prepareIPv6(_ descriptor: borrowing FileDescriptor) throws(SystemError) {
        let level = Int32(IPPROTO_IPV6)
        try descriptor.setOption(level, IPV6_RECVPKTINFO, 1)
        try descriptor.setOption(level, IPV6_RECVHOPLIMIT, 1)
        try descriptor.setOption(level, IPV6_MULTICAST_LOOP, 0)
        // Precedence internetwork control, as on IPv4.
        try descriptor.setOption(level, IPV6_TCLASS, 0xC0)
        // IPV6_MULTICAST_ALL of linux/in6.h, Linux 4.20: as IPv4's. An older kernel delivers more, which the destination shows.
        do throws(SystemError) { try descriptor.setOption(level, 29, 0) } catch {}
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
    }

    /// Sends to groups out of an interface.
    private static func chooseMulticastInterface(_ index: Int32, _ descriptor: borrowing FileDescriptor) throws(SystemError) {
        var membership = ip_mreqn()
        membership.imr_ifindex = index
        let number = descriptor.number
        if setsockopt(number, Int32(IPPROTO_IP), IP_MULTICAST_IF, &membership, socklen_t(MemoryLayout<ip_mreqn>.size)) < 0 {
            throw SystemError("send to groups on interface \(index)", code: errno)
        }
    }

    private static func join(
        _ group: IPv6Address, on interface: String, index: Int32, _ descriptor: borrowing FileDescriptor
    ) throws(SystemError) {
        var membership = ipv6_mreq()
        withUnsafeMutableBytes(of: &membership.ipv6mr_multiaddr) { $0.copyBytes(from: group.bytes) }
        membership.ipv6mr_interface = UInt32(bitPattern: index)
        let number = descriptor.number
        // IPV6_ADD_MEMBERSHIP of linux/in6.h is 20.
        if setsockopt(number, Int32(IPPROTO_IPV6), 20, &membership, socklen_t(MemoryLayout<ipv6_mreq>.size)) < 0 {
            throw SystemError("join \(group) on \(interface)", code: errno)
        }
    }

    /// How many bytes the socket keeps that aren't read yet; the kernel doubles the number for what it needs itself, up to net.core.rmem_max.
    public borrowing func keep(_ bytes: Int) throws(SystemError) {
        try descriptor.setOption(SOL_SOCKET, SO_RCVBUF, Int32(clamping: bytes))
    }

    /// Sends one packet.
    ///
    /// - Parameters:
    ///   - bytes: on IPv4 the whole datagram; on IPv6 what the packet carries.
    ///   - source, hopLimit: for IPv6, whose header the kernel writes.
    public borrowing func send(_ bytes: [UInt8], from source: IPAddress, to destination: IPAddress, hopLimit: UInt8) throws(SystemError) {
        let number = descriptor.number
        if case .v4(let destination) = destination, family == .ipv4 {
            let sent = bytes.withUnsafeBytes { clinux_send_ipv4(number, $0.baseAddress, $0.count, destination.bits) }
            if sent < 0 { throw SystemError("send to \(destination)", code: errno) }
            return
        }
        guard case (.v6(let source), .v6(let target)) = (source, destination) else { throw SystemError("send to \(destination)", code: EAFNOSUPPORT) }
        let sent = bytes.withUnsafeBytes { bytes in
            source.withNetworkBytes { source in
                target.withNetworkBytes { target in
                    clinux_send_ipv6(number, bytes.baseAddress, bytes.count, source, target, UInt32(bitPattern: interfaceIndex), Int32(hopLimit))
                }
            }
        }
        if sent < 0 { throw SystemError("send to \(destination)", code: errno) }
    }

    /// Goes the way of a sending without anything being sent: the kernel looks for the route, and then refuses an IPv4 datagram that has no header.
    public borrowing func rehearse(to destination: IPAddress) {
        // Out of IPv6 sockets a packet without content would go.
        guard family == .ipv4 else { return }
        do throws(SystemError) { try send([], from: destination, to: destination, hopLimit: 0) } catch {}
    }

    /// Reads the packets that have come, at most as many as there is room for, without waiting. What exceeds the room is cut off, and a cut
    /// packet fails its length check.
    ///
    /// - Returns: how many there were.
    public borrowing func receive(into receiver: PacketReceiver) throws(SystemError) -> Int {
        try receiver.read(descriptor.number, isIPv6: family == .ipv6) ?? 0
    }

    /// - Parameters:
    ///   - number: of a packet that the last `receive` has brought.
    ///   - body: called with the whole datagram on IPv4, on IPv6 with what the packet carried and what its header said.
    public borrowing func read(_ number: Int, of receiver: PacketReceiver, _ body: (Span<UInt8>, Envelope?) -> Void) {
        let envelope = family == .ipv6 ? Envelope(receiver.packet(number)) : nil
        receiver.withBytes(number) { body($0, envelope) }
    }

    /// The virtual router that a received packet names, if it is an advertisement. Nothing of it has been checked.
    public borrowing func virtualRouterID(_ number: Int, of receiver: PacketReceiver) -> UInt8? {
        if family == .ipv6 { return receiver.byte(1, of: number) }
        guard let first = receiver.byte(0, of: number) else { return nil }
        return receiver.byte(4 * Int(first & 0xF) + 1, of: number)
    }

    /// All of a received packet and its header but for what differs each time, for `isLike`.
    public borrowing func likeness(_ number: Int, of receiver: PacketReceiver) -> [UInt8] {
        receiver.likeness(of: number, isIPv6: family == .ipv6)
    }

    /// Whether a received packet is the same as one before, to the byte and with its whole header. On IPv4 its identification and the
    /// header's checksum may differ: senders count with the one, and the kernel has checked the other.
    public borrowing func isLike(_ number: Int, of receiver: PacketReceiver, _ likeness: [UInt8]) -> Bool {
        receiver.isLike(number, likeness, isIPv6: family == .ipv6)
    }
}

extension VRRPSocket.Envelope {
    fileprivate init(_ packet: clinux_packet) {
        source = .v6(IPv6Address(high: packet.source.0, low: packet.source.1))
        destination = .v6(IPv6Address(high: packet.destination.0, low: packet.destination.1))
        hopLimit = UInt8(truncatingIfNeeded: packet.hop_limit)
    }
}

extension IPv6Address {
    /// Its sixteen bytes as the kernel takes them.
    fileprivate func withNetworkBytes<Result>(_ body: (UnsafePointer<UInt8>?) -> Result) -> Result {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { body($0.baseAddress?.assumingMemoryBound(to: UInt8.self)) }
    }
}
