internal import CLinux
internal import Glibc

/// A file in memory whose content can no longer change once it is made (memfd_create(2) with seals).
public enum SealedMemoryFile {
    public static func make(name: String, content: [UInt8]) throws(SystemError) -> FileDescriptor {
        let file = try begin(name: name)
        try file.writeAll(content)
        try seal(file)
        return file
    }

    /// An empty file, for another process to write into.
    public static func begin(name: String) throws(SystemError) -> FileDescriptor {
        FileDescriptor(owning: try call("memfd_create") { clinux_memory_file(name) })
    }

    public static func seal(_ file: borrowing FileDescriptor) throws(SystemError) {
        try call("seal memory file") { clinux_seal(file.number) }
    }

    /// In bytes.
    public static func size(of file: borrowing FileDescriptor) throws(SystemError) -> Int {
        var status = stat()
        try call("stat memory file") { fstat(file.number, &status) }
        return Int(status.st_size)
    }

    /// Reads a piece of the content, wherever the shared file offset stands; none at the end.
    public static func read(_ file: borrowing FileDescriptor, from offset: UInt64, most count: Int) throws(SystemError) -> [UInt8] {
        let number = file.number
        var piece = [UInt8](repeating: 0, count: count)
        let found = try call("read memory file") { piece.withUnsafeMutableBytes { pread(number, $0.baseAddress, count, off_t(clamping: offset)) } }
        if found < count { piece.removeLast(count - found) }
        return piece
    }

    /// Reads the whole content, wherever the shared file offset stands.
    public static func read(_ file: borrowing FileDescriptor, limit: Int) throws(SystemError) -> [UInt8] {
        let size = try size(of: file)
        if size > limit { throw SystemError("read memory file", code: EFBIG) }
        var content = [UInt8](repeating: 0, count: size)
        var offset = 0
        while offset < size {
            let count = try call("read memory file") {
                content.withUnsafeMutableBytes { pread(file.number, $0.baseAddress! + offset, size - offset, off_t(offset)) }
            }
            if count == 0 { throw SystemError("read memory file", code: EIO) }
            offset += count
        }
        return content
    }
}
