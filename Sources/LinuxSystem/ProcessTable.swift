/// The processes of this machine, as /proc shows them.
public enum ProcessTable {
    public static func all() -> [Int32] {
        Files.names(in: "/proc", limit: 1 << 22).compactMap { Int32($0) }
    }

    /// The kernel's name of the program, at most 15 bytes; nil where there is no such process, or where it has ended and only its parent
    /// hasn't looked yet.
    public static func name(of process: Int32) -> String? {
        guard let bytes = try? Files.readBeginning(of: "/proc/\(process)/stat", count: 64) else { return nil }
        return name(inStatus: bytes)
    }

    /// `NUMBER (NAME) STATE ...` (proc(5)). The name may hold brackets itself.
    static func name(inStatus bytes: [UInt8]) -> String? {
        guard let begin = bytes.firstIndex(of: UInt8(ascii: "(")), let end = bytes.lastIndex(of: UInt8(ascii: ")")), begin < end,
            end + 2 < bytes.count, ![UInt8(ascii: "Z"), UInt8(ascii: "X")].contains(bytes[end + 2])
        else { return nil }
        return String(decoding: bytes[(begin + 1)..<end], as: UTF8.self)
    }

    /// The words of its command line, up to 4 KB of them; none for threads of the kernel.
    public static func commandLine(of process: Int32) -> [String] {
        guard let bytes = try? Files.readBeginning(of: "/proc/\(process)/cmdline", count: 4096), !bytes.isEmpty else { return [] }
        return (bytes.last == 0 ? bytes.dropLast() : bytes[...]).split(separator: 0, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

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
