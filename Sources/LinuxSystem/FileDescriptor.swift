internal import CLinux
internal import Glibc

/// An open file descriptor that is closed when its owner goes away.
public struct FileDescriptor: ~Copyable, Sendable {
    /// The kernel's number, valid as long as this value lives.
    public let number: Int32

    /// Takes over a descriptor that nobody else closes.
    public init(owning number: Int32) {
        self.number = number
    }

    deinit {
        _ = close(number)
    }

    /// Gives the descriptor away without closing it.
    public consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }

    /// Reads into a buffer, at most till its end (read(2)).
    ///
    /// - Parameter start: where in the buffer the bytes go; at most its count.
    /// - Returns: the number of bytes; 0 at the end of the file; nil where a non-blocking descriptor has nothing now.
    public borrowing func read(into buffer: inout [UInt8], from start: Int = 0) throws(SystemError) -> Int? {
        let number = number
        let room = buffer.count - start
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(number, $0.baseAddress.map { $0 + start }, room) }
            if count >= 0 { return count }
            if errno == EAGAIN { return nil }
            if errno != EINTR { throw .last("read") }
        }
    }

    /// Writes all bytes, waiting where it must: for files and standard error, not for sockets of a loop.
    public borrowing func writeAll(_ bytes: [UInt8]) throws(SystemError) {
        let number = number
        var offset = 0
        while offset < bytes.count {
            offset += try call("write") {
                bytes.withUnsafeBytes { Glibc.write(number, $0.baseAddress! + offset, bytes.count - offset) }
            }
        }
    }

    /// Makes these bytes the whole content of a file.
    public borrowing func replaceContent(with bytes: [UInt8]) throws(SystemError) {
        let number = number
        try call("ftruncate") { ftruncate(number, 0) }
        try call("lseek") { lseek(number, 0, SEEK_SET) }
        try writeAll(bytes)
    }

    /// Sets or clears FD_CLOEXEC: a descriptor without it stays open in an executed program.
    public borrowing func setCloseOnExec(_ on: Bool) throws(SystemError) {
        let number = number
        try call("fcntl F_SETFD") { clinux_fcntl(number, F_SETFD, on ? FD_CLOEXEC : 0) }
    }

    /// A second descriptor for the same open file, closed on exec.
    public static func duplicate(of number: Int32) throws(SystemError) -> FileDescriptor {
        FileDescriptor(owning: try call("fcntl F_DUPFD_CLOEXEC") { clinux_fcntl(number, F_DUPFD_CLOEXEC, 3) })
    }
}
