/// Kinds of things beside instances and servers that a line can be about. The raw values are names of fields.
public enum LogSubject: String, Hashable, Sendable {
    /// An address on an interface of this machine.
    case address
    case route
    case rule
    case interface
    /// An ipset.
    case set
    /// A rule, table or set of the firewall.
    case firewall
    /// A setting below /proc/sys.
    case setting
    case file
}
