internal import ConfigurationLanguage
internal import NetworkTypes
internal import Routing

// Instances without `interface`: unicast over whatever interface leads to the peers.

extension Reader {
    /// The interface of the instance that ends here; empty where it needs none; nil, which is reported, where one is missing.
    mutating func interfaceOfInstance(_ place: SourceRange) -> String? {
        if let interface = instance.interface {
            if let vrfPlace = instance.vrfPlace {
                report(
                    .warning, .virtualRoutingDomain, "`vrf` goes without `interface`, which is in its own VRF or in none: it is ignored", at: vrfPlace)
                instance.vrf = nil
            }
            return interface
        }
        guard !instance.unicastPeers.isEmpty || instance.staysSilentWithoutPeers else {
            report(.error, .missingInterface, "`\(shownName)` has no `interface`; the instance is left out", at: place)
            return nil
        }
        guard let source = instance.unicastSource ?? instance.multicastSource else {
            report(
                .error, .missingInterface, "unicast without `interface` needs `unicast_src_ip`; the instance `\(shownName)` is left out", at: place)
            return nil
        }
        if case .v6(let address) = source, address.isLinkLocal {
            report(
                .error, .missingInterface, "a link-local address means something on an interface only; the instance `\(shownName)` is left out", at: place)
            return nil
        }
        if let draft = instance.virtualInterface {
            report(
                .warning, .virtualInterface, "`use_vmac` and `use_ipvlan` need `interface`: none is made", at: draft.place)
            instance.virtualInterface = nil
        }
        instance.addresses = instance.addresses.map(onDefaultInterface)
        instance.excludedAddresses = instance.excludedAddresses.map(onDefaultInterface)
        return ""
    }

    private func onDefaultInterface(_ placed: PlacedAddress) -> PlacedAddress {
        var placed = placed
        placed.address.interface = placed.address.interface ?? defaults.interface
        return placed
    }
}
