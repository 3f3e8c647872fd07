internal import ConfigurationLanguage
internal import NetworkTypes
internal import Routing
internal import VRRP

/// What `global_defs` says for all instances.
struct InstanceDefaults {
    /// `default_interface`: where static addresses stand that name none.
    var interface = "eth0"
    var version = ProtocolVersion.version2
    var leavesOutPseudoHeader = false
    var multicastGroup = VRRPInstance.defaultMulticastGroup
    var strict = false
    var skipsAdvertisedAddressCheck = false
    var advertisesBeforeMakingWay = true
    var downTimerAdvertisements = 3
    var checksUnicastSource = false
    /// `smtp_alert`, and its variants for instances and for servers.
    var sendsMail: Bool?
    var sendsMailOfInstances: Bool?
    var sendsMailOfServers: Bool?
    var garp = GratuitousARPDraft()
    var firewall = FirewallDraft()
    /// `vmac_prefix`.
    var virtualInterfacePrefix = "vrrp"
    var startupScript: ScriptCommand?
    var startupTimeout = LifecycleScript.defaultTimeout
    var shutdownScript: ScriptCommand?
    var shutdownTimeout = LifecycleScript.defaultTimeout
    /// `vrrp_rx_bufs_policy`, without its multiplier.
    var receiveBuffer: ReceiveBuffer?
    var receiveBufferMultiplier = 3
    /// `vmac_addr_prefix`; nil: as `vmac_prefix`.
    var addressInterfacePrefix: String?
    /// `vrrp_min_garp`.
    var announcesOnce = false
    var extraAnnouncements: ExtraAnnouncements?
    var multicastGroup6 = ProtocolConstants.multicastGroup6
    var answersLowerPriority = true
    var ownerIgnoresAdvertisements = false
    var tellsPriorities = false
    /// `process_names`.
    var namesProcesses = false
    /// `script_user`.
    var scriptUser: ScriptUserDraft?
}

/// The `garp_*` keywords of an instance, or their `vrrp_garp_*` defaults; nil where the text says nothing.
struct GratuitousARPDraft {
    var masterDelay: Duration?
    var masterRepeat: Int?
    var refresh: Duration?
    var refreshRepeat: Int?
    var lowerPriorityDelay: Duration?
    var lowerPriorityRepeat: Int?
}

/// What a `vrrp_instance` block has said so far; nil where the text says nothing.
struct InstanceDraft {
    enum AuthenticationType {
        case password(SourceRange)
        /// `auth_type AH`.
        case header(SourceRange)
    }

    var name = ""
    var state: VirtualRouterParameters.InitialState?
    var interface: String?
    var virtualRouterID: UInt8?
    var virtualRouterIDPlace: SourceRange?
    var priority: UInt8?
    var advertisementInterval: Duration?
    var advertisementIntervalPlace: SourceRange?
    var version: ProtocolVersion?
    var versionPlace: SourceRange?
    /// That of the first address in the block.
    var family: AddressFamily?
    var preemptDelay: Duration?
    var preemptDelayPlace: SourceRange?
    var answersLowerPriority: Bool?
    var ownerIgnoresAdvertisements: Bool?
    var ownerIgnoresAdvertisementsPlace: SourceRange?
    var highestOtherPriority: UInt8?
    var highestOtherPriorityPlace: SourceRange?
    var leavesOutPseudoHeader: Bool?
    var noPreemptPlace: SourceRange?
    var downTimerAdvertisements: Int?
    var strict: Bool?
    var skipsAdvertisedAddressCheck: Bool?
    var advertisesBeforeMakingWay: Bool?
    var ignoresInterfaceState = false
    var mayHaveNoAddress = false
    var addresses: [PlacedAddress] = []
    /// A line of `virtual_ipaddress` was already complained about.
    var hasBadAddress = false
    var excludedAddresses: [PlacedAddress] = []
    var multicastSource: IPAddress?
    var multicastGroup: IPAddress?
    var unicastSource: IPAddress?
    var unicastPeers: [UnicastParameters.Peer] = []
    var unicastPeerAddresses: Set<IPAddress> = []
    var unicastTimeToLive: UInt8 = 255
    var checksUnicastSource: Bool?
    var oldChecksum: UnicastParameters.OldChecksum?
    /// The first keyword that speaks of unicast.
    var unicastPlace: SourceRange?
    var isFaultWithoutPeers = false
    /// A line of `unicast_peer` stands there, be it one that can be read or not.
    var namesPeers = false
    var garp = GratuitousARPDraft()
    var extraAnnouncements: ExtraAnnouncements?
    var promotesSecondaries = false
    var virtualInterface: VirtualInterfaceDraft?
    /// `vmac_xmit_base`.
    var transmitsOnBasePlace: SourceRange?
    var makesInterfacesForAddresses = false
    var vrf: String?
    var vrfPlace: SourceRange?
    /// `track_src_ip`.
    var tracksSource = false
    /// `kernel_rx_buf_size`.
    var receiveBuffer: ReceiveBuffer?
    /// `linkbeat_use_polling`.
    var pollsLink = false
    /// `accept` or `no_accept`.
    var accepts: Bool?
    var acceptPlace: SourceRange?
    var routes: [Route] = []
    var rules: [RoutingRule] = []
    var sendsMail: Bool?
    var notifications = NotificationScripts()
    var tellsPriorities: Bool?
    var tracked: [TrackingDraft] = []
    var authentication: AuthenticationType?
    var password: [UInt8]?
    var passwordPlace: SourceRange?
    var messageAuthentication: MessageAuthenticationDraft?

    /// Without a peer it neither sends to the group: by order, or since what was meant for a few isn't for all.
    var staysSilentWithoutPeers: Bool { isFaultWithoutPeers || namesPeers }
}

/// What an `auth_hmac` block has said so far.
struct MessageAuthenticationDraft {
    var place: SourceRange
    var keys: [UInt8: [UInt8]] = [:]
    var keyFiles: [UInt8: String] = [:]
    var activeKey: UInt8?
    var mode = MessageAuthentication.Mode.enforce
    var comparesClocks = true
    var window: Duration?
}

/// A virtual address with its place in the text, as long as messages may speak of it.
struct PlacedAddress {
    var address: VirtualAddress
    var place: SourceRange
}

struct AddressKey: Hashable {
    var interface: String
    var address: IPAddress
}
