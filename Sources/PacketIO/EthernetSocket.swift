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
        fileprivate var lengths: [UInt32] = []
        fileprivate var interfaces: [Int32] = []

        public init() {}

        public var isEmpty: Bool { lengths.isEmpty }

        public mutating func append(_ frame: [UInt8], interfaceIndex: Int32) {
            bytes += frame
            lengths.append(UInt32(frame.count))
            interfaces.append(interfaceIndex)
        }
    }

    /// Sends many frames in few system calls. One that can't be sent doesn't keep the others.
    public borrowing func send(_ frames: Frames) {
        let number = descriptor.number
        _ = frames.bytes.withUnsafeBufferPointer { bytes in
            clinux_send_frames(number, bytes.baseAddress, frames.lengths, frames.interfaces, Int32(clamping: frames.lengths.count))
        }
    }
}
