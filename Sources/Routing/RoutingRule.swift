public import NetworkTypes

/// A rule of the policy routing: a line of `virtual_rules` or `static_rules` (ip-rule(8)).
public struct RoutingRule: Hashable, Sendable {
    public enum Action: Hashable, Sendable {
        case lookup(RoutingTable)
        /// `l3mdev`: the table of the VRF that the packet belongs to.
        case lookupOfVRF
        /// The number of the rule to go on with.
        case goTo(UInt32)
        case nothing
        case blackhole, unreachable, prohibit
    }

    public var family: AddressFamily
    public var action: Action
    /// `preference`, 1 to 4,294,967,295: lower ones come first.
    public var priority: UInt32
    /// `not`: for what the conditions don't fit.
    public var isInverted: Bool
    public var from: IPPrefix?
    public var to: IPPrefix?
    public var incomingInterface: String?
    public var outgoingInterface: String?
    public var firewallMark: UInt32?
    public var firewallMask: UInt32?
    public var typeOfService: UInt8
    public var realms: UInt32?
    /// `suppress_prefixlength`: routes of at most this length don't count.
    public var suppressedPrefixLength: UInt32?
    /// `suppress_ifgroup`.
    public var suppressedInterfaceGroup: UInt32?
    public var tunnel: UInt64?
    public var users: ClosedRange<UInt32>?
    /// An IP protocol number.
    public var transport: UInt8?
    public var sourcePorts: ClosedRange<UInt16>?
    public var destinationPorts: ClosedRange<UInt16>?
    /// RTPROT_*: who has made the rule.
    public var origin: UInt8
    /// False with `no_track`.
    public var isTracked: Bool
    public var trackGroup: String?

    public init(family: AddressFamily, action: Action, priority: UInt32) {
        self.family = family
        self.action = action
        self.priority = priority
        isInverted = false
        typeOfService = 0
        origin = Route.directorOrigin
        isTracked = true
    }
}
