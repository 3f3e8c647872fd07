internal import Glibc

/// Who can change what a path leads to.
public enum PathSecurity {
    /// The first part of the path, or of the path that it leads to by symbolic links, that somebody else than root can change: it
    /// belongs to another user, or others may write to it. In a directory with the sticky bit only the owner of a file can exchange it.
    ///
    /// - Parameters:
    ///   - path: of a relative one, what it leads to counts.
    ///   - owner: the number of a user who may change it as root may.
    /// - Returns: nil where nobody else decides.
    public static func weakness(of path: String, besides owner: UInt32 = 0) -> String? {
        weakPart(of: path, owner) ?? Files.resolved(path).flatMap { $0 == path ? nil : weakPart(of: $0, owner) }
    }

    private static func weakPart(of path: String, _ owner: UInt32) -> String? {
        guard path.hasPrefix("/") else { return nil }
        var part = ""
        if isWeak("/", owner) { return "/" }
        for name in path.split(separator: "/") {
            part += "/\(name)"
            if isWeak(part, owner) { return part }
        }
        return nil
    }

    private static func isWeak(_ path: String, _ owner: UInt32) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0 else { return false }
        if status.st_uid != 0, status.st_uid != owner { return true }
        switch status.st_mode & Glibc.S_IFMT {
        // Whoever may exchange a link may write to its directory.
        case Glibc.S_IFLNK: return false
        case Glibc.S_IFDIR where status.st_mode & Glibc.S_ISVTX != 0: return false
        default: return isWritableByOthers(status)
        }
    }

    /// By others than its owner and root's group.
    private static func isWritableByOthers(_ status: stat) -> Bool {
        status.st_mode & 0o002 != 0 || status.st_mode & 0o020 != 0 && status.st_gid != 0
    }

    /// Why a directory is no place for what only this user should write: somebody else owns it, or may write to it. Nil where nothing
    /// speaks against it.
    public static func weakness(ofDirectory path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return SystemError.text(errno) }
        if status.st_mode & Glibc.S_IFMT != Glibc.S_IFDIR { return "it is no directory" }
        if status.st_uid != geteuid(), status.st_uid != 0 { return "it belongs to another user" }
        return isWritableByOthers(status) ? "others may write to it" : nil
    }
}
