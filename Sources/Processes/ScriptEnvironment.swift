internal import CLinux
internal import LinuxSystem

/// What a script finds in its environment.
enum ScriptEnvironment {
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
        if !found.contains(where: { $0.hasPrefix("PATH=") }) { found.append("PATH=" + ProgramFile.customaryPath) }
        return found
    }

    private static func isUnwanted(_ variable: String) -> Bool {
        let prefixes = ["LD_", "IFS=", "ENV=", "BASH_ENV=", "BASH_FUNC_", "NOTIFY_SOCKET=", "WATCHDOG_", "LISTEN_", "MALLOC_", "GCONV_PATH="]
        return prefixes.contains { variable.hasPrefix($0) }
    }
}
