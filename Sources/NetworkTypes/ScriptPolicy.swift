/// What `global_defs` says of the scripts of all blocks.
public struct ScriptPolicy: Hashable, Sendable {
    /// `enable_script_security`: what runs as root must be root's alone to change, and nothing runs as root that doesn't say so.
    public var requiresSecurePaths: Bool
    /// `set_supplementary_groups`: a script has all groups of its user.
    public var setsSupplementaryGroups: Bool

    /// `script_no_new_privileges`: a script has no more rights than the daemon, and setuid programs that it starts run with those of their
    /// caller.
    public var forbidsNewPrivileges: Bool

    public init(requiresSecurePaths: Bool = false, setsSupplementaryGroups: Bool = false, forbidsNewPrivileges: Bool = false) {
        self.forbidsNewPrivileges = forbidsNewPrivileges
        self.requiresSecurePaths = requiresSecurePaths
        self.setsSupplementaryGroups = setsSupplementaryGroups
    }
}
