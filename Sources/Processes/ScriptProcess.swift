internal import CLinux
internal import Glibc
internal import LinuxSystem
internal import NetworkTypes

/// A started script: its process number, which stays its own until `collect` is called, and a descriptor that turns readable when
/// it ends (pidfd_open(2)).
struct ScriptProcess: ~Copyable {
    let number: Int32
    let descriptor: FileDescriptor

    /// Starts a program at the head of a process group of its own, with /dev/null for input and output.
    ///
    /// - Parameters:
    ///   - endsWithDaemon: the program gets SIGTERM when this process ends, however that comes; one of root's only with a leash.
    ///   - leash: the program that can hold another one on a leash; nil where none is wanted.
    init(_ command: ScriptCommand, _ policy: ScriptPolicy, endsWithDaemon: Bool, leash: String? = nil) throws(SystemError) {
        let operation = "start \(command.words.first ?? "")"
        guard let program = command.words.first, !command.words.contains(where: { $0.utf8.contains(0) }) else {
            throw SystemError(operation, code: EINVAL)
        }
        let user: ScriptUser
        let file: String
        do throws(ScriptObstacle) {
            (user, file) = try Self.prepared(command, policy)
        } catch {
            throw SystemError("\(operation) (\(error))", code: error.code)
        }
        let process: Int32
        do throws(SystemError) {
            if let leash, endsWithDaemon, user.isRoot {
                // On the leash nobody hears why it can't be executed.
                if access(file, X_OK) != 0 { throw SystemError(operation, code: errno) }
                process = try Self.start(leash, LeashedProgram(file, command.words).commandLine, user, endsWithDaemon)
            } else {
                process = try Self.start(file, command.words, user, endsWithDaemon)
            }
        } catch where error.code == ENOEXEC {
            // A script without a first line that says what runs it is the shell's, as for system(3).
            process = try Self.start("/bin/sh", ["sh", file] + command.words.dropFirst(), user, endsWithDaemon)
        }
        let descriptor = clinux_process_descriptor(process)
        guard descriptor >= 0 else {
            let code = errno
            Glibc.kill(-process, SIGKILL)
            _ = Children.wait(process)
            throw SystemError("watch \(program)", code: code)
        }
        number = process
        self.descriptor = FileDescriptor(owning: descriptor)
    }

    static func obstacle(to command: ScriptCommand, _ policy: ScriptPolicy) -> String? {
        do throws(ScriptObstacle) {
            let (_, file) = try prepared(command, policy)
            return access(file, X_OK) == 0 ? nil : "\(ScriptObstacle.notExecutable(code: errno))"
        } catch {
            return "\(error)"
        }
    }

    /// As whom the command runs, and which file it is.
    private static func prepared(_ command: ScriptCommand, _ policy: ScriptPolicy) throws(ScriptObstacle) -> (ScriptUser, String) {
        let user = try ScriptUser(command, policy)
        guard let program = command.words.first, let file = ProgramFile.path(of: program) else { throw .notFound }
        if policy.requiresSecurePaths, user.isRoot, let weakness = PathSecurity.weakness(of: file) { throw .unsafe(path: weakness) }
        return (user, file)
    }

    private static func start(_ file: String, _ words: [String], _ user: ScriptUser, _ endsWithDaemon: Bool) throws(SystemError) -> Int32 {
        let number = clinux_open("/dev/null", O_RDWR | O_CLOEXEC, 0)
        guard number >= 0 else { throw SystemError("open /dev/null", code: errno) }
        let null = FileDescriptor(owning: number)
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for pointer in arguments { free(pointer) } }
        var environment: [UnsafeMutablePointer<CChar>?] = ScriptEnvironment.variables().map { strdup($0) } + [nil]
        defer { for pointer in environment { free(pointer) } }
        let process = clinux_start_script(
            file, &arguments, &environment, null.number, user.user.map(Int64.init) ?? -1, user.groups, user.groups.count,
            endsWithDaemon ? SIGTERM : 0)
        if process < 0 { throw SystemError("start \(file)", code: errno) }
        return process
    }

    /// Whether the program itself has ended; what it started may go on.
    var hasEnded: Bool {
        clinux_has_ended(number) != 0
    }

    /// Sends a signal to the program and all that it started and that didn't leave its group.
    borrowing func signalGroup(_ signal: Int32) {
        Glibc.kill(-number, signal)
    }

    /// Waits for the program, which has ended or is about to, and gives its number back.
    consuming func collect() -> ProcessEnd {
        Children.wait(number)
    }
}
