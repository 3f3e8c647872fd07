public import NetworkTypes

/// What a `vrrp_instance` block says about one virtual router, as far as the protocol is concerned; every default filled in.
public struct VirtualRouterParameters: Hashable, Sendable {
    /// `state`: what the operator wishes at start. A router below priority 255 begins as backup either way (RFC 3768 section 6.4.1).
    public enum InitialState: Hashable, Sendable {
        case master
        case backup
    }

    /// The instance's name, for log lines.
    public var name: String
    /// 1 to 255.
    public var virtualRouterID: UInt8
    /// 1 to 255; 255 is the owner of the addresses.
    public var priority: UInt8
    public var initialState: InitialState
    /// `advert_int`: whole seconds, 1 to 255 in version 2.
    public var advertisementInterval: Duration
    /// False with `nopreempt`.
    public var preempt: Bool
    public var authentication: Authentication
    /// The virtual addresses that stand in the advertisement, in the order of the configuration. At most 255.
    public var advertisedAddresses: [IPv4Address]
    /// `garp_master_delay`: gratuitous ARPs are repeated this long after taking over; zero turns the repetition off.
    public var gratuitousARPDelay: Duration
    /// `garp_master_repeat`: how many rounds are sent each time.
    public var gratuitousARPRepeat: Int
    /// `garp_lower_prio_repeat`: how many rounds answer an advertisement of lower priority.
    public var gratuitousARPLowerPriorityRepeat: Int
    /// `garp_lower_prio_delay`: the repetition after such an answer follows this much later; zero: there is none.
    public var gratuitousARPLowerPriorityDelay: Duration
    /// `garp_master_refresh`: a master sends gratuitous ARPs again at this interval; zero turns that off.
    public var gratuitousARPRefresh: Duration
    /// `garp_master_refresh_repeat`: how many rounds each refresh has.
    public var gratuitousARPRefreshRepeat: Int
    /// `down_timer_adverts`: 1 to 100, 3 by RFC 3768.
    public var downTimerAdvertisements: Int
    /// `higher_prio_send_advert`: a master that makes way for a higher priority says so with one last advertisement. The
    /// other master answers it with gratuitous ARPs, so that after a split brain no neighbour keeps our hardware address.
    public var advertisesBeforeMakingWay: Bool
    /// `track_script` and `track_interface`; each object once.
    public var tracking: [Tracking]
    /// It is a member of a sync group: it becomes master only when the group says so.
    public var isSynchronized = false
    /// Nil where advertisements go to a multicast group.
    public var unicast: UnicastParameters?

    public init(
        name: String, virtualRouterID: UInt8, priority: UInt8 = 100, initialState: InitialState = .backup,
        advertisementInterval: Duration = .seconds(1), preempt: Bool = true, authentication: Authentication = .none,
        advertisedAddresses: [IPv4Address], gratuitousARPDelay: Duration = .seconds(5), gratuitousARPRepeat: Int = 5,
        gratuitousARPLowerPriorityRepeat: Int = 5, gratuitousARPLowerPriorityDelay: Duration = .seconds(5),
        gratuitousARPRefresh: Duration = .zero, gratuitousARPRefreshRepeat: Int = 1, downTimerAdvertisements: Int = 3, advertisesBeforeMakingWay: Bool = true,
        tracking: [Tracking] = [], unicast: UnicastParameters? = nil
    ) {
        self.name = name
        self.virtualRouterID = virtualRouterID
        self.priority = priority
        self.initialState = initialState
        self.advertisementInterval = advertisementInterval
        self.preempt = preempt
        self.authentication = authentication
        self.advertisedAddresses = advertisedAddresses
        self.gratuitousARPDelay = gratuitousARPDelay
        self.gratuitousARPRepeat = gratuitousARPRepeat
        self.gratuitousARPLowerPriorityRepeat = gratuitousARPLowerPriorityRepeat
        self.gratuitousARPLowerPriorityDelay = gratuitousARPLowerPriorityDelay
        self.gratuitousARPRefresh = gratuitousARPRefresh
        self.gratuitousARPRefreshRepeat = gratuitousARPRefreshRepeat
        self.downTimerAdvertisements = downTimerAdvertisements
        self.advertisesBeforeMakingWay = advertisesBeforeMakingWay
        self.tracking = tracking
        self.unicast = unicast
    }
}

/// The authentication field of a version 2 advertisement (RFC 2338 section 5.3.6; dropped by RFC 3768, kept by keepalived).
public enum Authentication: Hashable, Sendable {
    case none
    /// `auth_type PASS`: exactly eight bytes, padded with zeros.
    case simpleText([UInt8])

    /// The first eight bytes of a password, padded with zeros.
    public static func password(_ bytes: some Collection<UInt8>) -> Authentication {
        let kept = bytes.prefix(8)
        return .simpleText(Array(kept) + Array(repeating: 0, count: 8 - kept.count))
    }
}
