/// What a virtual router has counted since it was made; the names of keepalived's JSON stand beside.
public struct VirtualRouterCounters: Hashable, Sendable {
    /// Advertisements that passed every check (`advert_rcvd`).
    public var advertisementsReceived: UInt64 = 0
    /// All that were sent, those of priority 0 included (`advert_sent`).
    public var advertisementsSent: UInt64 = 0
    /// Times that the router entered MASTER (`become_master`).
    public var becameMaster: UInt64 = 0
    /// Times that it left MASTER (`release_master`).
    public var releasedMaster: UInt64 = 0
    /// `pri_zero_rcvd`
    public var priorityZeroReceived: UInt64 = 0
    /// `pri_zero_sent`
    public var priorityZeroSent: UInt64 = 0
    /// Advertisements whose addresses differ from ours; they count as received all the same (`addr_list_err`).
    public var addressListErrors: UInt64 = 0

    // Discarded packets: each is counted in exactly one of these.

    /// `packet_len_err`
    public var lengthErrors: UInt64 = 0
    public var virtualRouterIDErrors: UInt64 = 0
    /// `ip_ttl_err`
    public var timeToLiveErrors: UInt64 = 0
    public var versionErrors: UInt64 = 0
    /// `invalid_authtype`
    public var unknownAuthenticationTypes: UInt64 = 0
    /// `authtype_mismatch`
    public var authenticationTypeMismatches: UInt64 = 0
    /// `auth_failure`
    public var authenticationFailures: UInt64 = 0
    /// `auth_ext_missing`
    public var missingTrailers: UInt64 = 0
    /// `auth_ext_malformed`
    public var malformedTrailers: UInt64 = 0
    /// `auth_ext_unknown_key`
    public var unknownKeys: UInt64 = 0
    /// `auth_ext_invalid_hmac`
    public var wrongTrailerCodes: UInt64 = 0
    /// `auth_ext_stale`
    public var staleTrailers: UInt64 = 0
    /// `auth_ext_replay`
    public var replayedTrailers: UInt64 = 0
    /// `advert_interval_err`
    public var intervalErrors: UInt64 = 0
    /// `invalid_type_rcvd`
    public var typeErrors: UInt64 = 0
    public var checksumErrors: UInt64 = 0
    public var destinationErrors: UInt64 = 0
    /// From none of the unicast peers.
    public var sourceErrors: UInt64 = 0
    /// Dropped because of `owner_ignore_adverts`.
    public var ignoredByOwner: UInt64 = 0
    public var ownAddressErrors: UInt64 = 0

    public init() {}

    /// Every packet that was discarded.
    public var discarded: UInt64 {
        AdvertisementError.Kind.allCases.reduce(0) { $0 &+ self[$1] }
    }

    /// The counter of one kind of error.
    public subscript(kind: AdvertisementError.Kind) -> UInt64 {
        get { self[keyPath: Self.counter(of: kind)] }
        set { self[keyPath: Self.counter(of: kind)] = newValue }
    }

    private static func counter(of kind: AdvertisementError.Kind) -> WritableKeyPath<Self, UInt64> {
        switch kind {
        case .length: \.lengthErrors
        case .virtualRouterID: \.virtualRouterIDErrors
        case .timeToLive: \.timeToLiveErrors
        case .version: \.versionErrors
        case .unknownAuthenticationType: \.unknownAuthenticationTypes
        case .authenticationTypeMismatch: \.authenticationTypeMismatches
        case .wrongPassword: \.authenticationFailures
        case .missingTrailer: \.missingTrailers
        case .malformedTrailer: \.malformedTrailers
        case .unknownKey: \.unknownKeys
        case .wrongTrailerCode: \.wrongTrailerCodes
        case .staleTrailer: \.staleTrailers
        case .replayedTrailer: \.replayedTrailers
        case .interval: \.intervalErrors
        case .type: \.typeErrors
        case .checksum: \.checksumErrors
        case .destination: \.destinationErrors
        case .notFromPeer: \.sourceErrors
        case .ignoredByOwner: \.ignoredByOwner
        case .ownAddress: \.ownAddressErrors
        }
    }
}
