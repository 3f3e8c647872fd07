internal import CLinux
internal import Glibc
public import LinuxSystem

/// A packet socket that sends whole Ethernet frames, such as gratuitous ARPs, and receives none.
public struct EthernetSocket: ~Copyable {
    private let descriptor: FileDescriptor

    public init() throws(SystemError) {
        // Protocol 0 keeps the kernel from copying the machine's traffic to a socket that nobody reads.
        descriptor = try .socket(domain: AF_PACKET, type: Int32(SOCK_RAW.rawValue))
    }

    /// Sends a frame, hardware addresses included, out of an interface.
    public borrowing func send(_ frame: [UInt8], interfaceIndex: Int32) throws(SystemError) {
        var address = sockaddr_ll()
        address.sll_family = UInt16(AF_PACKET)
        address.sll_ifindex = interfaceIndex
        address.sll_halen = 6
        let number = descriptor.number
        let length = socklen_t(MemoryLayout<sockaddr_ll>.size)
        let sent = withUnsafePointer(to: address) { pointer in
            frame.withUnsafeBytes { clinux_sendto(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL), pointer, length) }
        }
        if sent < 0 { throw SystemError("send a frame out of interface \(interfaceIndex)", code: errno) }
    }
}
