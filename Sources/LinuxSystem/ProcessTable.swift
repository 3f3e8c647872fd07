/// What /proc shows of other processes.
public enum ProcessTable {
    /// Whether those of other users can't be seen: /proc is mounted with `hidepid` (proc(5)), and CAP_SYS_PTRACE is missing.
    public static var isHidden: Bool {
        if Privileges.effective.contains(.traceAnyProcess) { return false }
        let mounts = (try? Files.read("/proc/self/mounts", limit: 1 << 20)) ?? []
        return hidesProcesses(mounts: String(decoding: mounts, as: UTF8.self))
    }

    /// - Parameter mounts: as /proc/self/mounts has them, one on a line. The option isn't shown where it is off.
    static func hidesProcesses(mounts: String) -> Bool {
        mounts.split(separator: "\n").last { $0.split(separator: " ").dropFirst().first == "/proc" }?.split(separator: " ").dropFirst(3).first?
            .split(separator: ",").contains { $0.hasPrefix("hidepid=") } ?? false
    }
}
