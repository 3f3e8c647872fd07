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
    /// `version`; what is sent follows `usedVersion`.
    public var version: ProtocolVersion
    /// That of the advertised addresses, and of the packets.
    public var family: AddressFamily
    /// `advert_int`: whole seconds, 1 to 255 in version 2; centiseconds, 0.01 to 40.95 s in version 3.
    public var advertisementInterval: Duration
    /// False with `nopreempt`.
    public var preempt: Bool
    /// `preempt_delay`: how long a master of lower priority is listened to, from its first advertisement on; 0 to 1000 s.
    public var preemptDelay: Duration
    /// False with `lower_prio_no_advert`: a master answers one of lower priority with its own advertisement.
    public var answersLowerPriority: Bool
    /// `owner_ignore_adverts`: a router of priority 255 listens to nobody.
    public var ownerIgnoresAdvertisements: Bool
    /// `timer_expired_backup`: a master that was silent for so long that a backup of this priority has taken over is backup then; nil: it
    /// listens first.
    public var highestOtherPriority: UInt8?
    /// False with `skip_check_adv_addr`: a backup compares addresses only when the sender is another one than last time.
    public var alwaysComparesAddresses: Bool
    public var authentication: Authentication
    /// `auth_hmac`; nil where advertisements have no trailer.
    public var messageAuthentication: MessageAuthentication?
    /// `v3_checksum_as_v2`: the checksum of version 3 on IPv4 is without a pseudo header, as RFC 9568 wants it. Both forms are
    /// accepted then.
    public var leavesOutPseudoHeader: Bool
    /// The virtual addresses that stand in the advertisement, in the order of the configuration. At most 255, of one family.
    public var advertisedAddresses: [IPAddress]
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
    /// What `track_script`, `track_interface` and their kin name, see `TrackedObject`; each object once.
    public var tracking: [Tracking]
    /// It is a member of a sync group: it becomes master only when the group says so.
    public var isSynchronized = false
    /// Nil where advertisements go to a multicast group.
    public var unicast: UnicastParameters?

    public init(
        name: String, version: ProtocolVersion = .version2, family: AddressFamily = .ipv4, virtualRouterID: UInt8, priority: UInt8 = 100, initialState: InitialState = .backup,
        advertisementInterval: Duration = .seconds(1), preempt: Bool = true, preemptDelay: Duration = .zero, answersLowerPriority: Bool = true, ownerIgnoresAdvertisements: Bool = false,
        highestOtherPriority: UInt8? = nil, alwaysComparesAddresses: Bool = true, authentication: Authentication = .none,
        messageAuthentication: MessageAuthentication? = nil, leavesOutPseudoHeader: Bool = false, advertisedAddresses: [IPAddress], gratuitousARPDelay: Duration = .seconds(5), gratuitousARPRepeat: Int = 5,
        gratuitousARPLowerPriorityRepeat: Int = 5, gratuitousARPLowerPriorityDelay: Duration = .seconds(5),
        gratuitousARPRefresh: Duration = .zero, gratuitousARPRefreshRepeat: Int = 1, downTimerAdvertisements: Int = 3, advertisesBeforeMakingWay: Bool = true,
        tracking: [Tracking] = [], unicast: UnicastParameters? = nil
    ) {
        self.name = name
        self.version = version
        self.family = family
        self.virtualRouterID = virtualRouterID
        self.priority = priority
        self.initialState = initialState
        self.advertisementInterval = advertisementInterval
        self.preempt = preempt
        self.preemptDelay = preemptDelay
        self.answersLowerPriority = answersLowerPriority
        self.ownerIgnoresAdvertisements = ownerIgnoresAdvertisements
        self.highestOtherPriority = highestOtherPriority
        self.alwaysComparesAddresses = alwaysComparesAddresses
        self.messageAuthentication = messageAuthentication
        self.authentication = authentication
        self.leavesOutPseudoHeader = leavesOutPseudoHeader
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

extension VirtualRouterParameters {
    /// There is no version 2 on IPv6 (RFC 3768 section 1.1).
    public var usedVersion: ProtocolVersion { family == .ipv6 ? .version3 : version }

    /// `advertisementInterval` as the version can say it.
    public var usedInterval: AdvertisementInterval { AdvertisementInterval(nearest: advertisementInterval, version: usedVersion) }

    /// Nobody could hear us: there are no peers, or no key for what we would say.
    var areUnusable: Bool {
        if let unicast, unicast.peers.isEmpty { return true }
        guard let messageAuthentication else { return false }
        return messageAuthentication.keys[messageAuthentication.activeKey] == nil
    }

    /// The addresses that an advertisement has room for.
    var fittingAddresses: [IPAddress] {
        Array(advertisedAddresses.lazy.filter { $0.family == family }.prefix(ProtocolConstants.maximumAddressCount))
    }

    /// What the checksums of our advertisements cover.
    ///
    /// - Parameter isOldDetected: a peer has the old form.
    func checksumCoverage(withOld isOldDetected: Bool) -> ChecksumCoverage {
        guard usedVersion == .version3 else { return .advertisement }
        guard family == .ipv4 else { return .pseudoHeader }
        if leavesOutPseudoHeader { return .advertisement }
        if let unicast, unicast.oldChecksum == .always || unicast.oldChecksum == .detected && isOldDetected {
            return .pseudoHeaderToward(unicast.oldChecksumGroup)
        }
        return .pseudoHeader
    }
}
