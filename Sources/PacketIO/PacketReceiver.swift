internal import CLinux
internal import Glibc
public import LinuxSystem
internal import NetworkTypes

/// Room for the packets that one system call reads from a raw socket. One for all sockets of a thread is enough.
public final class PacketReceiver {
    /// How many packets are read at once.
    public static let capacity = clinux_most_packets
    private let receiver: OpaquePointer

    /// - Parameter longest: of what is longer, so many bytes are kept.
    public init(longest: Int) throws(SystemError) {
        guard let receiver = clinux_make_receiver(UInt32(clamping: longest)) else { throw SystemError("make room for packets", code: ENOMEM) }
        self.receiver = receiver
    }

    deinit {
        clinux_free_receiver(receiver)
    }

    /// - Returns: how many packets there were; no number where there were none.
    func read(_ descriptor: Int32, isIPv6: Bool) throws(SystemError) -> Int? {
        while true {
            let count = clinux_receive_packets(receiver, descriptor, isIPv6 ? 1 : 0)
            if count >= 0 { return Int(count) }
            if errno == EAGAIN { return nil }
            if errno != EINTR { throw SystemError("receive", code: errno) }
        }
    }

    func packet(_ number: Int) -> clinux_packet {
        clinux_packet(receiver, Int32(number)).pointee
    }

    /// - Parameter number: below what the last `read` gave.
    func withBytes<Result>(_ number: Int, _ body: (Span<UInt8>) -> Result) -> Result {
        let length = Int(packet(number).length)
        let bytes = UnsafeBufferPointer(start: clinux_packet_bytes(receiver, Int32(number)), count: length)
        return body(bytes.span)
    }
}
