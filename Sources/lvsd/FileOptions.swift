internal import Configuration
internal import LinuxSystem
internal import Supervisor

/// The options about files that the daemon makes, about its network namespace, and about BFD.
enum FileOptions {
    /// - Returns: what is wrong with the value.
    static func apply(_ name: String, _ argument: String?, to options: inout SupervisorOptions) -> String? {
        switch (name, argument) {
        case ("umask", let digits?):
            guard let mask = FileModeMask(digits) else { return "--umask is a number up to 0777, octal with a leading 0" }
            options.fileModeMask = mask.bits
        case ("pid", let path?): options.pidFile = Files.absolute(path)
        case ("vrrp_pid", let path?): options.vrrpPIDFile = Files.absolute(path)
        case ("checkers_pid", let path?): options.checkPIDFile = Files.absolute(path)
        case ("no_bfd", _): options.runsBFD = false
        case ("bfd_pid", let path?): options.bfdPIDFile = Files.absolute(path)
        case ("runtime-dir", let path?):
            options.runtimeDirectory = Files.absolute(path)
            options.hasGivenRuntimeDirectory = true
        case ("namespace", let name?):
            guard !name.isEmpty, !name.contains("/"), !name.hasPrefix(".") else { return "--namespace is the name of a network namespace, as `ip netns` lists them" }
            options.networkNamespace = name
        default: break
        }
        return nil
    }
}
