internal import Glibc

/// What stat(2) says of a file.
public struct FileStatus: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case regular, directory, other
    }

    public var kind: Kind
    /// The mode has an execute bit.
    public var isExecutable: Bool
    /// The same for two paths of one file: device and inode number.
    public var identity: [UInt64]
    /// Another one whenever the file was written or replaced: its identity, size and the times of its last changes.
    public var version: [UInt64]

    /// - Returns: nil where there is no such file, or it can't be reached.
    public init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        switch status.st_mode & Glibc.S_IFMT {
        case Glibc.S_IFREG: kind = .regular
        case Glibc.S_IFDIR: kind = .directory
        default: kind = .other
        }
        isExecutable = status.st_mode & 0o111 != 0
        identity = [UInt64(truncatingIfNeeded: status.st_dev), UInt64(truncatingIfNeeded: status.st_ino)]
        version =
            identity
            + [status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec].map {
                UInt64(truncatingIfNeeded: $0)
            }
    }
}

extension Files {
    /// The names in a directory, without `.` and `..`, in no order; none where it can't be listed.
    ///
    /// - Parameter limit: how many names are read.
    public static func names(in directory: String, limit: Int) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while names.count < limit, let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: field.pointee)) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
