internal import CLinux
internal import Glibc
public import LinuxSystem
public import NetworkTypes

/// A socket for ICMP echo requests to many targets (PING_CHECK).
///
/// Raw where the process may (the answer then carries an IPv4 header), else the kernel's unprivileged echo socket (ping_group_range),
/// which numbers its requests itself and delivers only its own answers.
public struct EchoSocket: ~Copyable {
    public let descriptor: FileDescriptor
    public let family: AddressFamily
    /// Whether answers begin with an IPv4 header.
    public let deliversIPv4Header: Bool

    public init(_ family: AddressFamily) throws(SystemError) {
        let number = family == .ipv4 ? Int32(IPPROTO_ICMP) : Int32(IPPROTO_ICMPV6)
        var raw = true
        let descriptor: FileDescriptor
        do throws(SystemError) {
            descriptor = try .socket(domain: family.domain, type: Int32(SOCK_RAW.rawValue), protocol: number)
        } catch {
            raw = false
            do throws(SystemError) {
                descriptor = try .socket(domain: family.domain, type: Int32(SOCK_DGRAM.rawValue), protocol: number)
            } catch {
                throw SystemError("open a socket for pings, without CAP_NET_RAW and outside of net.ipv4.ping_group_range", code: error.code)
            }
        }
        // Only echo replies: a director's raw socket would otherwise be handed every ICMP packet of the machine.
        if raw, family == .ipv4 {
            // struct icmp_filter of linux/icmp.h: a set bit drops the type; level SOL_RAW, option ICMP_FILTER.
            try descriptor.setOption(255, 1, ~Int32(1))
        } else if raw {
            // struct icmp6_filter: 256 bits, a set bit drops the type; 129 is the echo reply.
            var filter = [UInt32](repeating: .max, count: 8)
            filter[4] = ~(1 << 1)
            if setsockopt(descriptor.number, Int32(IPPROTO_ICMPV6), 1, &filter, 32) < 0 { throw SystemError("filter ICMPv6", code: errno) }
        }
        try descriptor.setOption(SOL_SOCKET, SO_RCVBUF, 1 << 20)
        self.family = family
        deliversIPv4Header = raw && family == .ipv4
        self.descriptor = descriptor
    }

    public borrowing func send(_ request: [UInt8], to address: IPAddress) throws(SystemError) {
        try descriptor.send(request, to: Endpoint(address, port: 0))
    }

    public borrowing func receive(into buffer: inout [UInt8]) throws(SystemError) -> (count: Int, sender: Endpoint?)? {
        try descriptor.receiveDatagram(into: &buffer)
    }
}
