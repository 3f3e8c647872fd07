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

    /// Ethernet frames, hardware addresses included, each with the interface that it leaves by.
    public struct Frames {
        fileprivate var bytes: [UInt8] = []
        fileprivate var frames: [clinux_frame] = []

        public init() {}

        public var isEmpty: Bool { frames.isEmpty }
        public var count: Int { frames.count }

        /// - Parameter write: puts a frame behind the bytes that are there.
        public mutating func append(interfaceIndex: Int32, _ write: (inout [UInt8]) -> Void) {
            let start = bytes.count
            write(&bytes)
            frames.append(
                clinux_frame(start: UInt32(clamping: start), length: UInt32(clamping: bytes.count - start), interface: interfaceIndex))
        }

        /// Sends what was appended since there were `count` frames so many times more, a whole round after the other.
        public mutating func repeatFrames(since count: Int, times: Int) {
            guard frames.indices.contains(count), times > 0 else { return }
            let round = frames[count...]
            frames.reserveCapacity(frames.count + round.count * times)
            for _ in 0..<times { frames += round }
        }
    }

    /// Sends many frames in few system calls. One that can't be sent doesn't keep the others.
    public borrowing func send(_ frames: Frames) {
        let number = descriptor.number
        _ = frames.bytes.withUnsafeBufferPointer { bytes in
            clinux_send_frames(number, bytes.baseAddress, frames.frames, Int32(clamping: frames.frames.count))
        }
    }
}
