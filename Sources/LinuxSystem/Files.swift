internal import CLinux
internal import Glibc

/// Files as a daemon reads and writes them: bounded, without following surprises.
public enum Files {
    /// Reads a whole regular file.
    ///
    /// - Parameter limit: the largest size in bytes that is read.
    /// - Throws: ENOENT and the like from open(2); EISDIR or EINVAL where the path isn't a regular file; EFBIG beyond the limit.
    public static func read(_ path: String, limit: Int) throws(SystemError) -> [UInt8] {
        // O_NONBLOCK keeps the open of a FIFO from waiting for a writer.
        let file = FileDescriptor(owning: try call("open \(path)") { clinux_open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0) })
        var status = stat()
        try call("stat \(path)") { fstat(file.number, &status) }
        switch status.st_mode & Glibc.S_IFMT {
        case Glibc.S_IFREG: break
        case Glibc.S_IFDIR: throw SystemError("read \(path)", code: EISDIR)
        default: throw SystemError("read \(path): not a regular file", code: EINVAL)
        }
        return try read(file, path: path, sizeHint: Int(status.st_size), limit: limit)
    }

    /// Reads everything from a descriptor, from its start.
    static func read(_ file: borrowing FileDescriptor, path: String, sizeHint: Int, limit: Int) throws(SystemError) -> [UInt8] {
        if sizeHint > limit { throw SystemError("read \(path)", code: EFBIG) }
        // One more than there should be: at the end of the file, the last read finds room and nothing.
        var content = [UInt8](repeating: 0, count: max(sizeHint + 1, 4096))
        var filled = 0
        while let count = try file.read(into: &content, from: filled), count > 0 {
            filled += count
            if filled > limit { throw SystemError("read \(path)", code: EFBIG) }
            if filled == content.count { content += repeatElement(0, count: content.count) }
        }
        content.removeLast(content.count - filled)
        return content
    }

    /// The first bytes of a regular file.
    public static func readBeginning(of path: String, count: Int) throws(SystemError) -> [UInt8] {
        let file = FileDescriptor(owning: try call("open \(path)") { clinux_open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0) })
        var status = stat()
        try call("stat \(path)") { fstat(file.number, &status) }
        guard status.st_mode & Glibc.S_IFMT == Glibc.S_IFREG else { throw SystemError("read \(path): not a regular file", code: EINVAL) }
        var buffer = [UInt8](repeating: 0, count: count)
        let filled = try file.read(into: &buffer) ?? 0
        return Array(buffer[..<filled])
    }

    /// Writes a file so that a reader sees the old content or the new, never a part: a new name, then rename(2).
    ///
    /// A device, FIFO or symbolic link of that name is written to instead, where root alone can have put it there: nobody wants another
    /// file in the place of /dev/null. In a directory that others may write to, nothing is followed.
    public static func replace(_ path: String, with content: [UInt8], mode: UInt32 = 0o644) throws(SystemError) {
        if isTrustedDetour(path) { return try overwrite(path, with: content) }
        let file = try ReplacementFile(path, mode: mode)
        try file.append(content)
        try file.complete()
    }

    /// Adds to the end of a file of this user's own, and makes it where there is none.
    ///
    /// What fails may have been written in part.
    public static func append(_ path: String, _ content: [UInt8], mode: UInt32) throws(SystemError) {
        let file = try openForAppending(path, mode: mode)
        do throws(SystemError) {
            try file.writeAll(content)
        } catch {
            throw SystemError("append to \(path)", code: error.code)
        }
    }

    /// Opens a file to append to it, and makes it where there is none.
    ///
    /// - Throws: ELOOP where the path is a symbolic link; EPERM where it is no regular file of this user, since then somebody else
    ///   has put it there.
    static func openForAppending(_ path: String, mode: UInt32) throws(SystemError) -> FileDescriptor {
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        let file = FileDescriptor(owning: try call("open \(path)") { clinux_open(path, flags, mode) })
        var status = stat()
        try call("stat \(path)") { fstat(file.number, &status) }
        guard status.st_mode & Glibc.S_IFMT == Glibc.S_IFREG, status.st_uid == geteuid(), status.st_nlink == 1 else {
            throw SystemError("append to \(path): not a file of this user's own", code: EPERM)
        }
        return file
    }

    /// Whether there is something else than a file of that name, in a directory that only root writes to.
    private static func isTrustedDetour(_ path: String) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & Glibc.S_IFMT != Glibc.S_IFREG else { return false }
        return PathSecurity.weakness(ofDirectory: directory(of: path)) == nil
    }

    /// The directory in which a path's last name stands.
    static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Writes into a file that is there, as those under /proc/sys.
    public static func overwrite(_ path: String, with content: [UInt8]) throws(SystemError) {
        let file = FileDescriptor(owning: try call("open \(path)") { clinux_open(path, O_WRONLY | O_TRUNC | O_NONBLOCK | O_CLOEXEC, 0) })
        do throws(SystemError) {
            try file.writeAll(content)
        } catch {
            throw SystemError("write \(path)", code: error.code)
        }
    }

    /// Changes the group of a file; a symbolic link isn't followed.
    public static func give(_ path: String, toGroup group: UInt32) throws(SystemError) {
        try call("give \(path) to group \(group)") { lchown(path, uid_t.max, group) }
    }

    /// Removes a file; one that isn't there is no error. A device stays.
    public static func remove(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        let kind = status.st_mode & Glibc.S_IFMT
        if kind != Glibc.S_IFCHR, kind != Glibc.S_IFBLK { _ = unlink(path) }
    }

    /// Removes an empty directory; one that isn't there is no error.
    public static func removeDirectory(_ path: String) {
        _ = rmdir(path)
    }

    public static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// Creates a directory (and its parents) that only its owner writes to.
    public static func makeDirectory(_ path: String) throws(SystemError) {
        if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
        if errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try makeDirectory(String(path[..<slash]))
            if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
        }
        throw .last("create directory \(path)")
    }

    /// Opens a file and takes an exclusive lock on it (flock(2)), which ends when the last process that has it open has ended.
    ///
    /// - Returns: nil where another process holds the lock.
    public static func lock(_ path: String) throws(SystemError) -> FileDescriptor? {
        let file = FileDescriptor(owning: try call("open \(path)") { clinux_open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600) })
        // Whoever can open it for reading could hold the lock, too.
        _ = fchmod(file.number, 0o600)
        if flock(file.number, LOCK_EX | LOCK_NB) == 0 { return file }
        if errno == EWOULDBLOCK { return nil }
        throw .last("lock \(path)")
    }

    public static func isSymbolicLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & Glibc.S_IFMT == Glibc.S_IFLNK
    }

    /// The path without symbolic links (realpath(3)); nil where there is no such file.
    public static func resolved(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }

    /// The current directory, or nil where it has been removed.
    public static var currentDirectory: String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        guard getcwd(&buffer, buffer.count) != nil else { return nil }
        return buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    /// A name that means the same wherever this process goes, or another one reads it; as it is where the current directory has been removed.
    public static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let directory = currentDirectory else { return path }
        return directory + "/" + path
    }
}
