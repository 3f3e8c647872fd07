/// What the VRRP role writes down of its own in the kernel, so that another process finds it after a crash: files in the runtime directory.
/// Where there is one, the supervisor starts the role whatever the configuration is.
public enum VRRPRecord: String, Hashable, Sendable, CaseIterable {
    /// Addresses, routes, rules and interfaces.
    case network = "vrrp-network"
    /// Tables and chains of addresses that accept no traffic.
    case firewall
    /// Settings under /proc/sys, and what they were.
    case settings

    public func path(in runtimeDirectory: String) -> String { runtimeDirectory + "/" + rawValue }
}
