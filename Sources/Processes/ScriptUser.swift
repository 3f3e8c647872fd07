internal import Glibc
internal import LinuxSystem
internal import NetworkTypes

/// As whom a script runs.
struct ScriptUser: Hashable {
    /// Nil: as this process.
    var user: UInt32?
    /// The user's own one first; empty: those of this process.
    var groups: [UInt32]

    /// The user whom keepalived takes where the configuration names none.
    static let customaryName = "keepalived_script"

    init(_ command: ScriptCommand, _ policy: ScriptPolicy) throws(ScriptObstacle) {
        guard let name = command.user else {
            // Only root can become somebody else, so others run scripts as themselves.
            (user, groups) = (nil, [])
            if geteuid() != 0 { return }
            if let customary = Self.entry(Self.customaryName) {
                set(customary.user, customary.group, Self.customaryName, policy)
            } else if policy.requiresSecurePaths {
                throw .noScriptUser
            }
            return
        }
        let found = Self.entry(name) ?? UInt32(name).map { ($0, $0) }
        guard let user = found?.0, var group = found?.1 else { throw .unknownUser }
        if let name = command.group {
            guard let number = Self.group(name) ?? UInt32(name) else { throw .unknownUser }
            group = number
        }
        (self.user, groups) = (nil, [])
        // Where nothing is to be changed, an ordinary user couldn't.
        if user != geteuid() || group != getegid() || policy.setsSupplementaryGroups { set(user, group, name, policy) }
    }

    private mutating func set(_ user: UInt32, _ group: UInt32, _ name: String, _ policy: ScriptPolicy) {
        self.user = user
        groups = [group]
        if policy.setsSupplementaryGroups { groups += Self.supplementaryGroups(of: name, beside: group) }
    }

    var isRoot: Bool { (user ?? geteuid()) == 0 }

    private static func entry(_ name: String) -> (user: UInt32, group: UInt32)? {
        guard let entry = getpwnam(name) else { return nil }
        return (entry.pointee.pw_uid, entry.pointee.pw_gid)
    }

    private static func group(_ name: String) -> UInt32? {
        getgrnam(name)?.pointee.gr_gid
    }

    /// As many as a kernel allows a process (NGROUPS_MAX) are more than anybody has.
    private static func supplementaryGroups(of name: String, beside group: UInt32) -> [UInt32] {
        var found = [gid_t](repeating: 0, count: 1024)
        var count = Int32(found.count)
        guard getgrouplist(name, group, &found, &count) >= 0 else { return [] }
        return found.prefix(Int(max(0, count))).filter { $0 != group }
    }
}

/// Why a script can't, or must not, be run.
enum ScriptObstacle: Error, CustomStringConvertible {
    case unknownUser
    /// Nobody says that it is to run as root, and security is asked for.
    case noScriptUser
    case notFound
    case notExecutable(code: Int32)
    case unsafe(path: String)

    var description: String {
        switch self {
        case .unknownUser: "there is no such user or group"
        case .noScriptUser:
            "there is no user \(ScriptUser.customaryName), and with enable_script_security nothing runs as root without `script_user root`"
        case .notFound: "not found on PATH"
        case .notExecutable(let code): SystemError.text(code)
        case .unsafe(let path): "Unsafe permissions found for script '\(path)' - disabling"
        }
    }

    var code: Int32 {
        switch self {
        case .unknownUser: EINVAL
        case .noScriptUser, .unsafe: EPERM
        case .notFound: ENOENT
        case .notExecutable(let code): code
        }
    }
}
