internal import CLinux
internal import Glibc

extension Files {
    /// Removes a FIFO. Whatever else somebody has put into its place stays.
    public static func removeFIFO(_ path: String) {
        var status = stat()
        if lstat(path, &status) == 0, status.st_mode & Glibc.S_IFMT == Glibc.S_IFIFO { _ = unlink(path) }
    }

    /// Makes a FIFO that only its owner can use (mkfifo(3)).
    ///
    /// - Returns: false where there is one already, which stays as it is.
    /// - Throws: EEXIST where something else has the name.
    public static func makeFIFO(_ path: String, user: String? = nil, group: String? = nil) throws(SystemError) -> Bool {
        if mkfifo(path, 0o600) != 0 {
            let failure = SystemError.last("make FIFO \(path)")
            var status = stat()
            if failure.code == EEXIST, stat(path, &status) == 0, status.st_mode & Glibc.S_IFMT == Glibc.S_IFIFO { return false }
            throw failure
        }
        if user != nil || group != nil { try giveFIFO(path, user: user, group: group) }
        return true
    }

    /// Gives a FIFO of ours to a user, and opens it to a group.
    ///
    /// - Parameter user: nil: who runs the daemon.
    public static func giveFIFO(_ path: String, user: String?, group: String?) throws(SystemError) {
        // By descriptor: the name may lead elsewhere a moment later.
        let file = FileDescriptor(owning: try call("open \(path)") { clinux_open(path, O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC, 0) })
        guard isFIFO(file) else { throw SystemError("give \(path) to its user", code: EEXIST) }
        let number = file.number
        let entry = user.flatMap { getpwnam($0) }
        let owner = entry?.pointee.pw_uid ?? user.flatMap { UInt32($0) } ?? geteuid()
        let named = group.flatMap { name in getgrnam(name)?.pointee.gr_gid ?? UInt32(name) }
        try call("give \(path) to its user") { fchown(number, owner, named ?? entry?.pointee.pw_gid ?? getegid()) }
        try call("open \(path) to its group") { fchmod(number, named == nil ? 0o600 : 0o660) }
    }

    private static func isFIFO(_ file: borrowing FileDescriptor) -> Bool {
        var status = stat()
        return fstat(file.number, &status) == 0 && status.st_mode & Glibc.S_IFMT == Glibc.S_IFIFO
    }

    /// Whether somebody who has nothing to do with it may have put a FIFO or a link there: in a directory that everybody can write to,
    /// neither root nor its user owns it. (The kernel's fs.protected_fifos has the same rule, but only for those who make files.)
    ///
    /// - Parameter user: whose the FIFO may be, beside root's.
    public static func isStrangersFIFO(_ path: String, user: String?) -> Bool {
        var name = stat()
        return lstat(path, &name) == 0 && isStrangers(name, in: Files.directory(of: path), user: user)
    }

    private static func isStrangers(_ file: stat, in directory: String, user: String?) -> Bool {
        var place = stat()
        guard stat(directory, &place) == 0, place.st_mode & 0o002 != 0 else { return false }
        let wanted = user.flatMap { getpwnam($0)?.pointee.pw_uid ?? UInt32($0) }
        return file.st_uid != 0 && file.st_uid != geteuid() && file.st_uid != wanted
    }

    /// The writing end of a FIFO, never waiting; nil while nobody reads, and where it is a stranger's (`isStrangersFIFO`).
    ///
    /// - Parameter user: to whom it may belong beside root and this process's user.
    public static func openFIFO(_ path: String, user: String? = nil) -> FileDescriptor? {
        let number = clinux_open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC, 0)
        if number < 0 { return nil }
        let file = FileDescriptor(owning: number)
        var status = stat()
        // Of a link its own owner counts, and that of what it leads to.
        guard fstat(file.number, &status) == 0, status.st_mode & Glibc.S_IFMT == Glibc.S_IFIFO, !isStrangersFIFO(path, user: user),
            !isStrangers(status, in: Files.directory(of: resolved(path) ?? path), user: user)
        else { return nil }
        return file
    }
}

extension FileDescriptor {
    /// Writes a few bytes without waiting: up to PIPE_BUF all of them or none.
    ///
    /// - Returns: nil where there is no room now.
    public borrowing func write(_ bytes: [UInt8]) throws(SystemError) -> Int? {
        let number = number
        while true {
            let count = bytes.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
            if count >= 0 { return count }
            if errno == EAGAIN { return nil }
            if errno != EINTR { throw .last("write") }
        }
    }
}
