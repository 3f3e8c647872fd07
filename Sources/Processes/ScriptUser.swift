internal import Glibc
internal import NetworkTypes

/// As whom a script runs; nil numbers mean: as this process.
struct ScriptUser: Hashable {
    var user: UInt32?
    var group: UInt32?

    /// The user whom keepalived takes where the configuration names none.
    static let customaryName = "keepalived_script"

    /// - Returns: nil where there is no such user or group.
    init?(_ command: ScriptCommand) {
        guard let name = command.user else {
            // Only root can become somebody else, so others run scripts as themselves.
            if geteuid() == 0, let customary = Self.entry(Self.customaryName) { (user, group) = customary }
            return
        }
        if let entry = Self.entry(name) {
            (user, group) = entry
        } else if let number = UInt32(name) {
            (user, group) = (number, number)
        } else {
            return nil
        }
        if let name = command.group {
            guard let number = Self.group(name) ?? UInt32(name) else { return nil }
            group = number
        }
        // Nothing is to be changed, and an ordinary user couldn't.
        if user == geteuid(), group == getegid() { (user, group) = (nil, nil) }
    }

    private static func entry(_ name: String) -> (user: UInt32?, group: UInt32?)? {
        guard let entry = getpwnam(name) else { return nil }
        return (entry.pointee.pw_uid, entry.pointee.pw_gid)
    }

    private static func group(_ name: String) -> UInt32? {
        getgrnam(name)?.pointee.gr_gid
    }
}
