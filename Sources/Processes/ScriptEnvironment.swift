internal import CLinux
internal import Glibc

/// What a script finds in its environment, and where its program is.
enum ScriptEnvironment {
    static let customaryPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// The daemon's environment without what changes how programs are loaded or how shells read them, and without what is
    /// addressed to the daemon alone; there always is a PATH.
    static func variables() -> [String] {
        var found: [String] = []
        var next = clinux_environment()
        while let list = next, let variable = list.pointee {
            let text = String(cString: variable)
            if !isUnwanted(text) { found.append(text) }
            next = list + 1
        }
        if !found.contains(where: { $0.hasPrefix("PATH=") }) { found.append("PATH=" + customaryPath) }
        return found
    }

    private static func isUnwanted(_ variable: String) -> Bool {
        let prefixes = ["LD_", "IFS=", "ENV=", "BASH_ENV=", "BASH_FUNC_", "NOTIFY_SOCKET=", "WATCHDOG_", "LISTEN_", "MALLOC_", "GCONV_PATH="]
        return prefixes.contains { variable.hasPrefix($0) }
    }

    /// The file of a program: itself where it has a slash, else the first of PATH that can be executed.
    static func file(of program: String) -> String? {
        if program.utf8.contains(UInt8(ascii: "/")) { return program }
        let path = getenv("PATH").map { String(cString: $0) } ?? customaryPath
        for folder in path.split(separator: ":") where folder.hasPrefix("/") {
            let file = "\(folder)/\(program)"
            var status = stat()
            if stat(file, &status) == 0, status.st_mode & Glibc.S_IFMT == Glibc.S_IFREG, access(file, X_OK) == 0 { return file }
        }
        return nil
    }
}
