internal import CLinux
internal import Glibc

/// Signals as readable events (signalfd(2)): from here on they are blocked from interrupting anything.
public struct SignalDescriptor: ~Copyable {
    public let descriptor: FileDescriptor

    public init(_ signals: [Int32]) throws(SystemError) {
        descriptor = FileDescriptor(owning: try call("signalfd") { clinux_signal_descriptor(signals, Int32(signals.count)) })
    }

    /// The next signal that has come, or nil.
    public borrowing func next() -> Int32? {
        var info = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        let number = descriptor.number
        let count = withUnsafeMutableBytes(of: &info) { Glibc.read(number, $0.baseAddress, size) }
        return count == size ? Int32(info.ssi_signo) : nil
    }
}
