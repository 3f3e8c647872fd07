internal import CLinux
internal import Glibc
public import LinuxSystem
internal import NetworkTypes

/// Room for the packets that one system call reads from a raw socket. One for all sockets of a thread is enough.
public final class PacketReceiver {
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
        let length = Int(clinux_packet_length(receiver, Int32(number)))
        let bytes = UnsafeBufferPointer(start: clinux_packet_bytes(receiver, Int32(number)), count: length)
        return body(bytes.span)
    }

    /// One byte of a packet; nil where it ends before.
    func byte(_ offset: Int, of number: Int) -> UInt8? {
        guard offset < Int(clinux_packet_length(receiver, Int32(number))) else { return nil }
        return clinux_packet_bytes(receiver, Int32(number))[offset]
    }

    /// What `isLike` compares.
    func likeness(of number: Int, isIPv6: Bool) -> [UInt8] {
        let length = Int(clinux_likeness_length(receiver, Int32(number), isIPv6 ? 1 : 0))
        return [UInt8](unsafeUninitializedCapacity: length) { bytes, count in
            if let start = bytes.baseAddress { clinux_copy_likeness(receiver, Int32(number), isIPv6 ? 1 : 0, start) }
            count = length
        }
    }

    func isLike(_ number: Int, _ likeness: [UInt8], isIPv6: Bool) -> Bool {
        likeness.withUnsafeBufferPointer { clinux_is_like(receiver, Int32(number), isIPv6 ? 1 : 0, $0.baseAddress, $0.count) != 0 }
    }
}
