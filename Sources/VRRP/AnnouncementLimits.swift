/// How fast gratuitous ARPs and unsolicited neighbour advertisements may follow each other.
public struct AnnouncementLimits: Hashable, Sendable {
    /// A `garp_group` block: its interfaces share one limit, as where they lead to one switch.
    public struct Group: Hashable, Sendable {
        /// At least one; an interface stands in one group at most.
        public var interfaces: [String]
        /// `garp_interval`; nil takes that for all interfaces.
        public var gratuitousARP: Duration?
        /// `gna_interval`; nil takes that for all interfaces.
        public var neighbourAdvertisement: Duration?

        public init(interfaces: [String], gratuitousARP: Duration? = nil, neighbourAdvertisement: Duration? = nil) {
            self.interfaces = interfaces
            self.gratuitousARP = gratuitousARP
            self.neighbourAdvertisement = neighbourAdvertisement
        }
    }

    /// `vrrp_garp_interval`: the least time between two gratuitous ARPs on one interface; zero: no limit.
    public var gratuitousARP: Duration
    /// `vrrp_gna_interval`: the same for unsolicited neighbour advertisements.
    public var neighbourAdvertisement: Duration
    public var groups: [Group]

    public init(gratuitousARP: Duration = .zero, neighbourAdvertisement: Duration = .zero, groups: [Group] = []) {
        self.gratuitousARP = gratuitousARP
        self.neighbourAdvertisement = neighbourAdvertisement
        self.groups = groups
    }
}

/// `garp_extra_if`: periodic announcements on interfaces that the instance's advertisements don't leave by, so that switches
/// don't forget where the addresses on them are.
public struct ExtraAnnouncements: Hashable, Sendable {
    /// 1 to 86,400 s.
    public var interval: Duration
    /// `all`; else only on interfaces of a virtual hardware address.
    public var onAllInterfaces: Bool

    public init(interval: Duration, onAllInterfaces: Bool) {
        self.interval = interval
        self.onAllInterfaces = onAllInterfaces
    }
}
