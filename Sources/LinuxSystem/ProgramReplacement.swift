internal import CLinux
internal import Glibc

/// Another program in the place of this one.
public enum ProgramReplacement {
    /// The file from which this program was started, under the name that it had then: after an upgrade of the package, that is the new one.
    public static var installedProgram: String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard count > 0 else { return nil }
        let path = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let removed = " (deleted)"
        return path.hasSuffix(removed) ? String(path.dropLast(removed.count)) : path
    }

    /// Runs a program to its end, with some descriptors at 3 and up.
    ///
    /// - Parameters:
    ///   - arguments: all of them, the program's name first.
    ///   - limit: in seconds; then it is killed.
    public static func run(_ path: String, arguments: [String], descriptors: [Int32], limit: UInt32) throws(SystemError) -> ProcessEnd {
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        let program = strdup(path)
        defer { free(program) }
        DaemonLog.flush()
        let process = try call("vfork") { clinux_start_program(program, &pointers, descriptors, Int32(descriptors.count), limit) }
        return Children.wait(process)
    }

    /// Goes on as another program, in this process and with these descriptors besides the standard three.
    ///
    /// - Parameters:
    ///   - directory: the current one for the program; nil: as it is.
    ///   - environment: variables to be set for it.
    /// - Throws: why the program can't be executed; then everything is as before.
    public static func proceed(
        as path: String, arguments: [String], keeping descriptors: [Int32], directory: String?, environment: [(String, String)]
    ) throws(SystemError) {
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        DaemonLog.flush()
        let formerDirectory = Files.currentDirectory
        if let directory { _ = chdir(directory) }
        for (name, value) in environment { setenv(name, value, 1) }
        for number in descriptors { _ = clinux_fcntl(number, F_SETFD, 0) }
        _ = execv(path, &pointers)
        let failure = SystemError("execute \(path)", code: errno)
        for number in descriptors { _ = clinux_fcntl(number, F_SETFD, FD_CLOEXEC) }
        for (name, _) in environment { unsetenv(name) }
        if let formerDirectory { _ = chdir(formerDirectory) }
        throw failure
    }

    /// Whether a descriptor is open.
    public static func isOpen(_ number: Int32) -> Bool {
        clinux_fcntl(number, F_GETFD, 0) >= 0
    }
}
