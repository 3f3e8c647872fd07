internal import ConfigurationLanguage
internal import NetworkTypes
internal import Routing
internal import VRRP

/// What `use_vmac` or `use_ipvlan` has said.
struct VirtualInterfaceDraft {
    var place: SourceRange
    var name: String?
    /// Five bytes, to which the VRID comes, or six.
    var hardwareAddress: [UInt8]?
    /// nil: a macvlan.
    var ipvlan: VirtualInterface.IPVLANFlag?
    var address: IPPrefix?
}

extension Reader {
    /// `use_vmac [NAME] [MAC]`.
    mutating func readVirtualMAC(_ statement: Int) {
        var draft = VirtualInterfaceDraft(place: place(0, in: statement))
        for word in 1..<max(tree.wordCount(of: statement), 1) {
            if let bytes = hardwareAddress(string(word, in: statement)) {
                draft.hardwareAddress = bytes
            } else if isWord(word, in: statement, "netlink_notify_msg") {
                continue
            } else if draft.name == nil {
                guard let name = deviceName(word, in: statement) else { return }
                draft.name = name
            } else {
                return invalidValue(word, in: statement, expected: "[NAME] [MAC]")
            }
        }
        instance.virtualInterface = draft
    }

    /// `use_ipvlan [NAME] [ADDR] [bridge|private|vepa]`.
    mutating func readIPVLAN(_ statement: Int) {
        var draft = VirtualInterfaceDraft(place: place(0, in: statement), ipvlan: .bridge)
        for word in 1..<max(tree.wordCount(of: statement), 1) {
            let text = string(word, in: statement)
            let address = tree.text(ofWord: word, in: statement).prefix { $0 != UInt8(ascii: "/") }
            if let flag = VirtualInterface.IPVLANFlag.allCases.first(where: { $0.name == text }) {
                draft.ipvlan = flag
            } else if IPAddress(utf8: address) != nil {
                guard let prefix = prefix(word, in: statement) else { return }
                draft.address = prefix
            } else if draft.name == nil {
                guard let name = deviceName(word, in: statement) else { return }
                draft.name = name
            } else {
                return invalidValue(word, in: statement, expected: "[NAME] [ADDR[/M]] [bridge|private|vepa]")
            }
        }
        instance.virtualInterface = draft
    }

    /// Five or six bytes in hexadecimal with colons between them.
    private func hardwareAddress(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { $0.count <= 2 ? UInt8($0, radix: 16) : nil }
        return bytes.count == parts.count && (5...6).contains(bytes.count) ? bytes : nil
    }

    /// At the end of an instance: the interface that is to be made; nil where none is.
    mutating func virtualInterface(
        _ base: String, _ identifier: UInt8, _ addresses: [VirtualAddress], _ excluded: [VirtualAddress]
    ) -> VirtualInterface? {
        guard let draft = instance.virtualInterface else { return nil }
        let family = addresses.first?.prefix.address.family ?? .ipv4
        let families = Set((addresses + excluded).filter { $0.interface == nil }.map(\.prefix.address.family))
        if let flag = draft.ipvlan {
            if family == .ipv4, draft.address == nil {
                report(
                    .warning, .virtualInterface, "`use_ipvlan` needs an address for an IPv4 instance: \(base) itself is used", at: draft.place,
                    hint: "write `use_ipvlan NAME ADDR`")
                return nil
            }
            guard let name = virtualInterfaceName(draft, "ipvl", identifier, family) else { return nil }
            return VirtualInterface(
                name: name, base: base, kind: .ipvlan(flag), family: family, hasBothFamilies: families.count > 1, address: draft.address)
        }
        guard let name = virtualInterfaceName(draft, defaults.virtualInterfacePrefix, identifier, family) else { return nil }
        var hardwareAddress = VirtualInterface.hardwareAddress(virtualRouterID: identifier, family: family)
        if let bytes = draft.hardwareAddress, let given = EthernetAddress(bytes: bytes.count == 5 ? bytes + [identifier] : bytes) {
            guard given.bytes[0] & 1 == 0, given.bits != 0 else {
                report(.warning, .virtualInterface, "\(given) is not the hardware address of one interface: \(base) itself is used", at: draft.place)
                return nil
            }
            hardwareAddress = given
        }
        return VirtualInterface(
            name: name, base: base, kind: .macvlan(hardwareAddress), family: family, hasBothFamilies: families.count > 1)
    }

    /// The given name or one made of the VRID; where that is taken, as by the same VRID on another interface, with a number.
    private mutating func virtualInterfaceName(_ draft: VirtualInterfaceDraft, _ prefix: String, _ identifier: UInt8, _ family: AddressFamily) -> String? {
        let digit = family == .ipv6 ? "6" : ""
        var name = draft.name ?? "\(prefix)\(digit).\(identifier)"
        if draft.name == nil {
            var number = 1
            while virtualInterfaceNames[name] != nil, number < 1000 {
                name = "\(prefix)\(digit)\(number).\(identifier)"
                number += 1
            }
        }
        if let first = virtualInterfaceNames[name] {
            report(
                .warning, .virtualInterface, "two instances can't make an interface of the same name: this one goes without", at: draft.place,
                related: Diagnostic.Related(message: "the first one", range: first))
            return nil
        }
        guard name.utf8.count <= 15 else {
            report(.warning, .virtualInterface, "`\(name)` is too long for the name of an interface: none is made", at: draft.place)
            return nil
        }
        virtualInterfaceNames[name] = draft.place
        return name
    }

    /// Peers answer to the hardware address of the interface that they know; so unicast goes over the base.
    mutating func transmitsOnBase(_ finished: VRRPInstance) -> Bool {
        guard let made = finished.virtualInterface else { return false }
        if case .ipvlan = made.kind { return false }
        if made.family == .ipv6, !instance.transmitsOnBase {
            // Their source must be a link-local address of the interface that they leave by, and the macvlan has none.
            mentionOnce(
                .warning, "advertisements of IPv6 over `use_vmac` are", "they go over the base, as with `vmac_xmit_base`",
                at: instance.virtualInterface?.place ?? tree.range(of: current))
            return true
        }
        if finished.parameters.unicast != nil, !instance.transmitsOnBase {
            report(
                .warning, .virtualInterface, "with unicast peers `use_vmac` needs `vmac_xmit_base`, which is assumed",
                at: instance.virtualInterface?.place ?? tree.range(of: current))
            return true
        }
        return instance.transmitsOnBase
    }
}
