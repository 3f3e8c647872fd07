internal import CLinux
internal import Glibc

/// Reports of processes that begin, change their program or name, and end (the kernel's process events connector). Only the first
/// network namespace has them, and only for root.
public struct ProcessEvents: ~Copyable {
    public enum Event: Hashable, Sendable {
        case forked(parent: Int32, child: Int32)
        /// Another program, or another name.
        case changed(Int32)
        case ended(Int32)
        /// Reports were lost.
        case lost
    }

    public let descriptor: FileDescriptor

    public init() throws(SystemError) {
        descriptor = FileDescriptor(owning: try call("listen to process events") { clinux_process_events() })
    }

    public enum Reception: Hashable, Sendable {
        case event(Event)
        /// About a thread, or of a kind that doesn't matter.
        case irrelevant
        case nothing
    }

    /// The next report.
    public borrowing func next(_ buffer: inout [UInt8]) -> Reception {
        do throws(SystemError) {
            guard let count = try descriptor.receive(into: &buffer) else { return .nothing }
            return Self.decode(buffer[..<count]).map(Reception.event) ?? .irrelevant
        } catch {
            return error.code == SystemError.noBufferSpace ? .event(.lost) : .nothing
        }
    }

    /// `struct nlmsghdr` (16 bytes), `struct cn_msg` (20) and `struct proc_event`: what, processor, time, then process and thread
    /// group numbers by kind; in the machine's byte order.
    static func decode(_ bytes: ArraySlice<UInt8>) -> Event? {
        func number(_ offset: Int) -> Int32? {
            let position = bytes.startIndex + 36 + offset
            guard position + 4 <= bytes.endIndex else { return nil }
            return bytes[position..<position + 4].withUnsafeBytes { $0.loadUnaligned(as: Int32.self) }
        }
        guard let what = number(0).map(UInt32.init(bitPattern:)), let first = number(16), let second = number(20) else { return nil }
        switch what {
        case 0x1:
            guard let child = number(24), let childGroup = number(28), child == childGroup else { return nil }
            return .forked(parent: second, child: child)
        case 0x2, 0x200: return first == second ? .changed(first) : nil
        case 0x8000_0000: return first == second ? .ended(first) : nil
        default: return nil
        }
    }
}
