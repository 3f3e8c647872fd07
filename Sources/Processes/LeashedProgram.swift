internal import CLinux
internal import Glibc
internal import LinuxSystem

/// A program of root's that must not outlive the process that has started it, however that ends.
///
/// The kernel forgets the signal that a process gets at the end of its parent (PR_SET_PDEATHSIG) when an execve(2) gives it capabilities that it
/// hadn't (`commit_creds` in kernel/cred.c), and root's programs get all, where a role has kept few. So the role executes this program first,
/// which has them then, asks for the signal, and executes the other one, which gets nothing new.
public struct LeashedProgram {
    private let parent: Int32
    private let file: String
    private let words: [String]

    private static let marker = "--leash"

    /// - Parameters:
    ///   - file: the program's path.
    ///   - words: its command line, beginning with its name.
    init(_ file: String, _ words: [String]) {
        parent = CurrentProcess.identifier
        self.file = file
        self.words = words
    }

    /// With the program's name.
    var commandLine: [String] { ["lvsd", Self.marker, "\(parent)", file] + words }

    /// - Parameter commandLine: without the program's name.
    /// - Returns: nil where this isn't that of a leash.
    public init?(commandLine: some Collection<String>) {
        let arguments = Array(commandLine)
        guard arguments.count >= 4, arguments[0] == Self.marker, let parent = Int32(arguments[1]) else { return nil }
        self.parent = parent
        file = arguments[2]
        words = Array(arguments[3...])
    }

    /// Becomes the program.
    ///
    /// - Returns: an exit status where that failed, or where the parent has gone already.
    public func run() -> Int32 {
        // Looked at again: it may have gone before the signal was asked for.
        guard CurrentProcess.parent == parent, clinux_set_death_signal(SIGTERM) == 0, CurrentProcess.parent == parent else { return Self.hasFailed }
        execute(file, words)
        // A script without a first line that says what runs it is the shell's, as for system(3).
        if errno == ENOEXEC { execute("/bin/sh", ["sh", file] + words.dropFirst()) }
        return Self.hasFailed
    }

    /// As shells have it.
    private static let hasFailed: Int32 = 127

    private func execute(_ file: String, _ words: [String]) {
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        execv(file, &arguments)
        let code = errno
        for pointer in arguments { free(pointer) }
        errno = code
    }
}
