internal import CLinux
internal import Glibc

/// A program as a command names it.
public struct ProgramFile: Hashable, Sendable {
    /// The mode has an execute bit.
    public var isExecutable: Bool
    /// Somebody other than root can write to the file or put another one in its place.
    public var isWritableByOthers: Bool

    /// Looks at a program.
    ///
    /// - Parameter name: a path, or a name without `/` that is looked for in the directories of PATH.
    /// - Returns: nil where there is no such regular file.
    public init?(named name: String) {
        let candidates = name.contains("/") ? [name] : Self.searchPath.map { $0 + "/" + name }
        let found = candidates.compactMap { path in Self.status(path).map { (path, $0) } }
            .filter { $0.1.st_mode & Glibc.S_IFMT == Glibc.S_IFREG }
        guard let (path, status) = found.first(where: { $0.1.st_mode & 0o111 != 0 }) ?? found.first else { return nil }
        isExecutable = status.st_mode & 0o111 != 0
        isWritableByOthers = Self.isWritable(status) || Self.directories(above: path).contains { directory in
            // In a directory with the sticky bit only the owner of a file can exchange it.
            Self.status(directory).map { Self.isWritable($0) && $0.st_mode & Glibc.S_ISVTX == 0 } ?? false
        }
    }

    private static var searchPath: [String] {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        return path.split(separator: ":").map(String.init)
    }

    private static func status(_ path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }

    private static func isWritable(_ status: stat) -> Bool {
        status.st_mode & 0o002 != 0 || status.st_mode & 0o020 != 0 && status.st_gid != 0
    }

    /// Every directory on the way to a file, the root included; none for a relative path.
    private static func directories(above path: String) -> [String] {
        var directories: [String] = []
        for (index, character) in zip(path.indices, path) where character == "/" {
            directories.append(index == path.startIndex ? "/" : String(path[..<index]))
        }
        return path.hasPrefix("/") ? directories : []
    }
}
