/// A part of the daemon whose details can be logged or left out by themselves. The raw values are what an operator types.
public enum LogArea: String, Hashable, Sendable, CaseIterable {
    /// The supervisor: start, reload, restarts of roles.
    case daemon
    /// Elections and states of VRRP instances and groups.
    case vrrp
    /// Each advertisement that comes or goes.
    case advertisements
    /// Virtual addresses, routes and rules, virtual interfaces, firewall.
    case addresses
    /// Tracked interfaces, scripts, files, processes, virtual servers.
    case tracking
    /// Notify scripts and FIFOs.
    case notification
    /// Virtual servers and the results of checks.
    case check
    /// Each probe.
    case probes
    /// What goes to the kernel's IPVS table and its ipsets.
    case table
    /// Sessions of BFD: what was agreed, polls.
    case bfd
    case mail
    /// Requests of lvsctl.
    case control

    /// What it covers, for a person who chooses one.
    public var explanation: String {
        switch self {
        case .daemon: "start, reload, restarts of the parts"
        case .vrrp: "elections and states of instances and groups"
        case .advertisements: "each VRRP advertisement that comes or goes"
        case .addresses: "virtual addresses, routes, rules, interfaces, firewall"
        case .tracking: "tracked interfaces, scripts, files, processes"
        case .notification: "notify scripts and FIFOs"
        case .check: "virtual servers and results of checks"
        case .probes: "each probe of a real server"
        case .table: "commands to the kernel's IPVS table and ipsets"
        case .bfd: "sessions of BFD"
        case .mail: "mail"
        case .control: "requests of lvsctl"
        }
    }

    /// The number of the area, for tables: counted from 0 without gaps.
    public var index: Int { Self.indices[self] ?? 0 }

    private static let indices = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}
