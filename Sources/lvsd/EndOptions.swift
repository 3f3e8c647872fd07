internal import Supervisor

/// The options about which processes run, and about what becomes of everything when one of them ends.
enum EndOptions {
    static func apply(_ name: String, _ argument: String?, to options: inout SupervisorOptions) {
        switch name {
        case "all": options.runsAllRoles = true
        case "dont-release-vrrp": options.leavesAddresses = true
        case "dont-release-ipvs": options.leavesTable = true
        case "dont-respawn": options.endsWithRoles = true
        case "address-monitoring": options.logsAddresses = true
        case "core-dump": options.dumpsCore = true
        case "core-dump-pattern":
            options.dumpsCore = true
            options.corePattern = argument ?? "core"
        case "snmp", "snmp-agent-socket": options.remarks.insert("--\(name): there is no SNMP agent; `lvsctl metrics` has the same figures and more")
        // `release-vips`: what keepalived does with it, lvsd always does.
        default: break
        }
    }
}
