/// What the machine's security module makes of this process.
public enum SecurityProfile {
    /// Whether an AppArmor profile is loaded for it, be it enforced or only complaining: with no_new_privs such a process can't execute
    /// programs that are to run without the profile (apparmor.d(5), `Ux`).
    public static var isConfined: Bool {
        let texts = ["/proc/self/attr/apparmor/current", "/proc/self/attr/current"].lazy.compactMap { try? Files.read($0, limit: 4096) }
        guard let text = texts.first else { return false }
        // `lvsd (enforce)`; other modules have no parentheses.
        return text.last { $0 > UInt8(ascii: " ") } == UInt8(ascii: ")")
    }
}
