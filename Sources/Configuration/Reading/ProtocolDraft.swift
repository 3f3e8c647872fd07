internal import ConfigurationLanguage
internal import NetworkTypes
internal import VRRP

/// What a `vrrp_instance` block has said of the finer points of the protocol; nil where the text says nothing.
struct ProtocolDraft {
    /// That of the first address in the block.
    var family: AddressFamily?
    var preemptDelay: Duration?
    var preemptDelayPlace: SourceRange?
    var answersLowerPriority: Bool?
    var ownerIgnoresAdvertisements: Bool?
    var ownerIgnoresAdvertisementsPlace: SourceRange?
    var highestOtherPriority: UInt8?
    var highestOtherPriorityPlace: SourceRange?
    var oldChecksum: UnicastParameters.OldChecksum?
    /// The first keyword that speaks of unicast.
    var unicastPlace: SourceRange?
    var isFaultWithoutPeers = false
    /// A line of `unicast_peer` stands there, be it one that can be read or not.
    var namesPeers = false

    /// Without a peer it neither sends to the group: by order, or since what was meant for a few isn't for all.
    var staysSilentWithoutPeers: Bool { isFaultWithoutPeers || namesPeers }
    var messageAuthentication: MessageAuthenticationDraft?
}

/// What `global_defs` says of them for all instances.
struct ProtocolDefaults {
    var multicastGroup6 = ProtocolConstants.multicastGroup6
    var answersLowerPriority = true
    var ownerIgnoresAdvertisements = false
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
