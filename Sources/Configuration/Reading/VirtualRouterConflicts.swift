internal import ConfigurationLanguage
internal import NetworkTypes

// Which instances can't have the same virtual_router_id. It means one virtual router per link (RFC 3768 section 5.3.3), but each multicast
// group is a space of its own, and so is each set of unicast peers, as in keepalived.

struct VirtualRouterKey: Hashable {
    var family: AddressFamily
    var identifier: UInt8
    /// The link and the group where a group hears the instance; nil for unicast.
    var interface: String?
    var group: IPAddress?
}

/// An instance that has taken a virtual_router_id.
struct VirtualRouterClaim {
    /// Who hears the instance.
    enum Audience {
        case group(IPAddress)
        /// - source: nil is the first address of the interface, which the text doesn't tell.
        case peers(Set<IPAddress>, source: IPAddress?)
    }

    var instance: String
    var place: SourceRange
    /// Empty for unicast over any interface.
    var interface: String
    var audience: Audience

    func conflicts(with other: VirtualRouterClaim) -> Bool {
        switch (audience, other.audience) {
        case (.group(let own), .group(let theirs)): interface == other.interface && own == theirs
        case (.peers(let own, let source), .peers(let theirs, let otherSource)):
            (interface == other.interface || interface.isEmpty || other.interface.isEmpty) && source == otherSource && !own.isDisjoint(with: theirs)
        case (.group, .peers), (.peers, .group): false
        }
    }
}

extension Reader {
    mutating func isNewVirtualRouter(_ interface: String, _ identifier: UInt8, _ place: SourceRange) -> Bool {
        let place = instance.virtualRouterIDPlace ?? place
        let claim = VirtualRouterClaim(instance: instance.name, place: place, interface: interface, audience: audience)
        var key = VirtualRouterKey(family: instanceFamily, identifier: identifier)
        if case .group(let group) = claim.audience { (key.interface, key.group) = (interface, group) }
        guard let first = virtualRouters[key]?.first(where: claim.conflicts) else {
            virtualRouters[key, default: []].append(claim)
            return true
        }
        let link = interface.isEmpty ? "no interface" : interface
        report(
            .error, .virtualRouterIDConflict,
            "virtual_router_id \(identifier) is already taken on \(link)\(claim.whose); the instance `\(shownName)` is left out", at: place,
            related: Diagnostic.Related(message: "by `\(printable(first.instance))`", range: first.place))
        return false
    }

    private var audience: VirtualRouterClaim.Audience {
        if instance.unicastPeers.isEmpty, !instance.staysSilentWithoutPeers { return .group(multicastGroup) }
        return .peers(instance.unicastPeerAddresses, source: instance.unicastSource ?? instance.multicastSource)
    }
}

extension VirtualRouterClaim {
    fileprivate var whose: String {
        if case .peers = audience { " toward a peer of both" } else { "" }
    }
}
