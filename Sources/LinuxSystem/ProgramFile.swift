internal import Glibc

/// A program as a command names it: the same file for whoever tests a configuration and for whoever runs it.
public struct ProgramFile: Hashable, Sendable {
    /// The directories that are looked through where the environment has no PATH.
    public static let customaryPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// The mode has an execute bit.
    public var isExecutable: Bool
    /// Somebody other than root and its owner can change the file or put another one in its place (`PathSecurity`). Whether the owner may decide
    /// what it does depends on the user that it runs as, whom only the one who runs it knows.
    public var isWritableByOthers: Bool

    /// Looks at a program.
    ///
    /// - Parameter name: a path, or a name without `/` that is looked for in the directories of PATH.
    /// - Returns: nil where there is no such regular file.
    public init?(named name: String) {
        let found = Self.candidates(name).compactMap { path in Self.status(ofFile: path).map { (path: path, status: $0) } }
        guard let file = found.first(where: { $0.status.st_mode & 0o111 != 0 }) ?? found.first else { return nil }
        isExecutable = file.status.st_mode & 0o111 != 0
        isWritableByOthers = PathSecurity.weakness(of: file.path, besides: file.status.st_uid) != nil
    }

    /// The file that is executed: itself where it has a slash, else the first of PATH that this process may execute.
    public static func path(of name: String) -> String? {
        if name.utf8.contains(UInt8(ascii: "/")) { return name }
        return candidates(name).first { status(ofFile: $0) != nil && access($0, X_OK) == 0 }
    }

    private static func candidates(_ name: String) -> [String] {
        if name.utf8.contains(UInt8(ascii: "/")) { return [name] }
        let path = getenv("PATH").map { String(cString: $0) } ?? customaryPath
        return path.split(separator: ":").filter { $0.hasPrefix("/") }.map { "\($0)/\(name)" }
    }

    /// nil where it is no regular file.
    private static func status(ofFile path: String) -> stat? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & Glibc.S_IFMT == Glibc.S_IFREG else { return nil }
        return status
    }
}
