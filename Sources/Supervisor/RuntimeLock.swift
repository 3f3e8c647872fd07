internal import LinuxSystem

/// The lock on the runtime directory: one daemon holds it, and its roles with it, so that nobody starts while an orphaned role of a
/// killed daemon still undoes its work.
enum RuntimeLock {
    /// How long the roles of a daemon that died without them are waited for.
    private static let patience = 50
    private static let step: UInt32 = 100

    /// - Throws: `alreadyRunning` where another daemon holds the lock.
    static func take(_ directory: String) throws(StartFailure) -> FileDescriptor {
        let path = directory + "/lock"
        do throws(SystemError) {
            try Files.makeDirectory(directory)
        } catch {
            throw .system(error)
        }
        // Its files say what in the kernel is ours: whoever writes them could have us remove what isn't.
        if let weakness = PathSecurity.weakness(ofDirectory: directory) { throw .unsafeDirectory(directory, reason: weakness) }
        do throws(SystemError) {
            for _ in 0..<patience {
                if let lock = try Files.lock(path) {
                    try lock.replaceContent(with: Array("\(CurrentProcess.identifier)\n".utf8))
                    return lock
                }
                if let holder = holder(path), CurrentProcess.isAlive(holder) { break }
                CurrentProcess.sleep(milliseconds: step)
            }
        } catch {
            throw .system(error)
        }
        throw .alreadyRunning(runtimeDirectory: directory)
    }

    /// The process number that the daemon wrote into its lock.
    private static func holder(_ path: String) -> Int32? {
        guard let bytes = try? Files.read(path, limit: 64) else { return nil }
        return Int32(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}
