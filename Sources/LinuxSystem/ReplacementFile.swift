internal import CLinux
internal import Glibc

/// A file that takes another one's place when it is complete: a reader sees the old content or the new, never a part, however long the
/// writing takes. Given up before, it leaves nothing behind.
public final class ReplacementFile {
    private let path: String
    private let temporary: String
    private let file: FileDescriptor
    private var isComplete = false

    /// - Parameter path: in a directory that only its owner writes to; what a stranger may have put there isn't followed.
    public init(_ path: String, mode: UInt32) throws(SystemError) {
        self.path = path
        let temporary = path + ".new"
        self.temporary = temporary
        _ = unlink(temporary)
        file = FileDescriptor(owning: try call("create \(temporary)") {
            clinux_open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        })
    }

    deinit {
        if !isComplete { _ = unlink(temporary) }
    }

    public func append(_ bytes: [UInt8]) throws(SystemError) {
        do throws(SystemError) {
            try file.writeAll(bytes)
        } catch {
            throw SystemError("write \(temporary)", code: error.code)
        }
    }

    public func complete() throws(SystemError) {
        try call("rename \(temporary)") { rename(temporary, path) }
        isComplete = true
    }
}
