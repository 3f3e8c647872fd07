internal import NetworkTypes
internal import RouteNetlink

/// The machine's interfaces and addresses as last reported by the kernel.
struct InterfaceTable {
    private var interfaces: [Int32: NetworkInterface] = [:]
    /// In the order in which the kernel lists them: the first of an interface is its primary address.
    private var addresses: [Int32: [InterfaceAddress]] = [:]

    /// Another one after each change of an interface.
    private(set) var generation: UInt64

    init(interfaces: [NetworkInterface] = [], addresses: [InterfaceAddress] = [], generation: UInt64 = 0) {
        self.generation = generation
        for interface in interfaces { self.interfaces[interface.index] = interface }
        for address in addresses { self.addresses[address.interfaceIndex, default: []].append(address) }
    }

    func interface(named name: String) -> NetworkInterface? {
        // A machine has few interfaces, and names change hands: a second index would have to follow renames.
        interfaces.values.first { $0.name == name }
    }

    var all: [NetworkInterface] { Array(interfaces.values) }

    func interface(numbered index: Int32) -> NetworkInterface? {
        interfaces[index]
    }

    /// Whether an interface is up now that wasn't, or wasn't there.
    func hasNewLink(since former: InterfaceTable) -> Bool {
        interfaces.values.contains { $0.isUp && former.interfaces[$0.index]?.isUp != true }
    }

    func addresses(on index: Int32) -> [InterfaceAddress] {
        addresses[index] ?? []
    }

    /// Whether an address stands on its interface, and nobody else has put it there.
    func holdsOurs(_ request: AddressRequest) -> Bool {
        addresses(on: request.interfaceIndex).contains { $0.prefix == request.listedPrefix && $0.mayBeOurs }
    }

    /// Whether the machine has an address, on one interface or, where none is named, on any.
    func has(_ address: IPAddress, on interface: NetworkInterface?) -> Bool {
        let places = interface.map { [addresses(on: $0.index)] } ?? Array(addresses.values)
        return places.contains { $0.contains { $0.prefix.address == address } }
    }

    /// The first IPv4 address, or the first link-local IPv6 address (RFC 5798 section 5.1.2.1), of an interface that isn't one of the
    /// virtual addresses, which come and go.
    func primaryAddress(on index: Int32, _ family: AddressFamily = .ipv4, excluding virtual: Set<IPAddress>) -> IPAddress? {
        addresses(on: index).lazy.map(\.prefix.address).first { address in
            if virtual.contains(address) { return false }
            return switch address {
            case .v4: family == .ipv4
            case .v6(let address): family == .ipv6 && address.isLinkLocal
            }
        }
    }

    mutating func apply(_ event: RouteEvent) {
        switch event {
        case .interface(let interface):
            generation &+= 1
            interfaces[interface.index] = interface
        case .interfaceRemoved(let index):
            generation &+= 1
            interfaces[index] = nil
            addresses[index] = nil
        case .address(let address):
            // A refreshed lifetime is reported like a new address.
            if !addresses(on: address.interfaceIndex).contains(where: { $0.prefix == address.prefix }) {
                addresses[address.interfaceIndex, default: []].append(address)
            }
        case .addressRemoved(let address): addresses[address.interfaceIndex]?.removeAll { $0.prefix == address.prefix }
        case .routeRemoved, .ruleRemoved, .overrun: break
        }
    }
}
