/// What the machine's security module makes of this process.
public enum SecurityProfile {
    /// Whether programs leave the AppArmor profile that this process runs under, be it enforced or only complaining: then no_new_privs would keep
    /// it from executing any (apparmor.d(5), `Ux`). lvsd's own profile has that; others, as those of containers, go on with the program.
    public static var isLeftByPrograms: Bool {
        let texts = ["/proc/self/attr/apparmor/current", "/proc/self/attr/current"].lazy.compactMap { try? Files.read($0, limit: 4096) }
        return texts.first.map { isLeftByPrograms(String(decoding: $0, as: UTF8.self)) } ?? false
    }

    /// - Parameter profile: as the kernel has it: `lvsd (enforce)`.
    static func isLeftByPrograms(_ profile: String) -> Bool {
        profile.hasPrefix("lvsd (") && !profile.hasPrefix("lvsd (unconfined)")
    }
}
