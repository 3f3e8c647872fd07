/// What /proc shows of other processes.
public enum ProcessTable {
    /// Whether those of other users can't be seen: /proc is mounted with `hidepid` (proc(5)), and CAP_SYS_PTRACE is missing.
    public static var isHidden: Bool {
        if Privileges.effective.contains(.traceAnyProcess) { return false }
        let mounts = (try? Files.read("/proc/self/mounts", limit: 1 << 20)) ?? []
        return hidesProcesses(mounts: String(decoding: mounts, as: UTF8.self))
    }

    /// Whether they are hidden from root without that capability. The group that sees all is root's unless `gid` names another one; `ptraceable`
    /// knows no group (`has_pid_permissions` in fs/proc/base.c).
    ///
    /// - Parameter mounts: as /proc/self/mounts has them, one on a line. Options aren't shown where they are off.
    static func hidesProcesses(mounts: String) -> Bool {
        let proc = mounts.split(separator: "\n").last { $0.split(separator: " ").dropFirst().first == "/proc" }
        let options = proc?.split(separator: " ").dropFirst(3).first?.split(separator: ",") ?? []
        guard let option = options.first(where: { $0.hasPrefix("hidepid=") }) else { return false }
        switch option.dropFirst("hidepid=".count) {
        case "0", "off": return false
        case "4", "ptraceable": return true
        default: return options.contains { $0.hasPrefix("gid=") && $0 != "gid=0" }
        }
    }
}
