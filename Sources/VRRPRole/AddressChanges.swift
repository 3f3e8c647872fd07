internal import NetworkTypes
internal import RouteNetlink

/// What a burst of the kernel's reports says about addresses.
struct AddressChanges {
    private(set) var added: Set<IPAddress> = []
    private(set) var removed: Set<IPAddress> = []
    /// Links have changed, or reports were lost.
    private(set) var isMore = false

    /// An address of fe80::/10 has come.
    var hasAddedLinkLocal: Bool {
        added.contains { if case .v6(let address) = $0 { address.isLinkLocal } else { false } }
    }

    init(_ events: [RouteEvent]) {
        for event in events {
            switch event {
            case .address(let address): added.insert(address.prefix.address)
            case .addressRemoved(let address): removed.insert(address.prefix.address)
            case .interface, .interfaceRemoved, .overrun: isMore = true
            case .routeRemoved, .ruleRemoved: break
            }
        }
    }
}
