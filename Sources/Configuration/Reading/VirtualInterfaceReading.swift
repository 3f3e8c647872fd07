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
    var group: LinkGroup?
    /// `netlink_notify_msg`
    var announcesBase = false
}

/// No two macvlans of one base have the same hardware address.
struct MacvlanKey: Hashable {
    var base: String
    var address: EthernetAddress
}

extension Reader {
    /// `use_vmac [[name] NAME] [MAC] [group G] [netlink_notify_msg]`.
    mutating func readVirtualMAC(_ statement: Int) {
        var draft = VirtualInterfaceDraft(place: place(0, in: statement))
        readVirtualInterface(statement, &draft, expected: "[[name] NAME] [MAC] [group G]") { reader, word, draft in
            if let bytes = reader.hardwareAddress(reader.string(word, in: statement)) {
                draft.hardwareAddress = bytes
                return true
            }
            guard reader.isWord(word, in: statement, "netlink_notify_msg") else { return false }
            draft.announcesBase = true
            return true
        }
    }

    /// `use_ipvlan [[name] NAME] [ADDR] [bridge|private|vepa] [group G]`.
    mutating func readIPVLAN(_ statement: Int) {
        var draft = VirtualInterfaceDraft(place: place(0, in: statement), ipvlan: .bridge)
        readVirtualInterface(statement, &draft, expected: "[[name] NAME] [ADDR[/M]] [bridge|private|vepa] [group G]") { reader, word, draft in
            let text = reader.string(word, in: statement)
            if let flag = VirtualInterface.IPVLANFlag.allCases.first(where: { $0.name == text }) {
                draft.ipvlan = flag
                return true
            }
            let address = reader.tree.text(ofWord: word, in: statement).prefix { $0 != UInt8(ascii: "/") }
            guard IPAddress(utf8: address) != nil else { return false }
            guard let prefix = reader.prefix(word, in: statement) else { return nil }
            draft.address = prefix
            return true
        }
    }

    /// - Parameter take: takes a word that only this statement has; false: it is none; nil: it is a wrong one, which is reported.
    private mutating func readVirtualInterface(
        _ statement: Int, _ draft: inout VirtualInterfaceDraft, expected: String, take: (inout Reader, Int, inout VirtualInterfaceDraft) -> Bool?
    ) {
        let count = tree.wordCount(of: statement)
        var word = 1
        while word < count {
            if isWord(word, in: statement, "group"), word + 1 < count {
                guard let group = LinkGroup(word: string(word + 1, in: statement)) else {
                    return invalidValue(word + 1, in: statement, expected: "the number or the name of a group")
                }
                draft.group = group
                word += 2
                continue
            }
            let isName = isWord(word, in: statement, "name") && word + 1 < count && draft.name == nil
            if isName { word += 1 }
            if !isName {
                guard let taken = take(&self, word, &draft) else { return }
                if taken {
                    word += 1
                    continue
                }
            }
            guard draft.name == nil else { return invalidValue(word, in: statement, expected: expected) }
            guard let name = deviceName(word, in: statement) else { return }
            draft.name = name
            word += 1
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
    mutating func virtualInterface(_ base: String, _ identifier: UInt8) -> VirtualInterface? {
        guard let draft = instance.virtualInterface else { return nil }
        if let flag = draft.ipvlan { return ipvlan(flag, draft, base, identifier) }
        guard let address = hardwareAddress(draft, identifier, instanceFamily, base) else { return nil }
        // Of an address of another instance; the kernel has no second one with the same hardware address.
        if let shared = macvlans[MacvlanKey(base: base, address: address)] {
            if let name = draft.name, name != shared.name {
                report(
                    .warning, .virtualInterface, "the interface of this hardware address over \(base) is already called `\(shared.name)`: that one is used",
                    at: draft.place)
            }
            return shared
        }
        guard let name = virtualInterfaceName(draft.name, draft.place, defaults.virtualInterfacePrefix, identifier, instanceFamily) else { return nil }
        let made = VirtualInterface(name: name, base: base, kind: .macvlan(address), family: instanceFamily, group: draft.group, announcesBase: draft.announcesBase)
        macvlans[MacvlanKey(base: base, address: address)] = made
        return made
    }

    private mutating func ipvlan(
        _ flag: VirtualInterface.IPVLANFlag, _ draft: VirtualInterfaceDraft, _ base: String, _ identifier: UInt8
    ) -> VirtualInterface? {
        if instanceFamily == .ipv4, draft.address == nil {
            report(
                .warning, .virtualInterface, "`use_ipvlan` needs an address for an IPv4 instance: \(base) itself is used", at: draft.place,
                hint: "write `use_ipvlan NAME ADDR`")
            return nil
        }
        guard let name = virtualInterfaceName(draft.name, draft.place, "ipvl", identifier, instanceFamily) else { return nil }
        return VirtualInterface(
            name: name, base: base, kind: .ipvlan(flag), family: instanceFamily, address: draft.address, group: draft.group)
    }

    /// What `use_vmac` says, else that of the RFC; nil, which is reported, where it is none.
    private mutating func hardwareAddress(
        _ draft: VirtualInterfaceDraft?, _ identifier: UInt8, _ family: AddressFamily, _ base: String
    ) -> EthernetAddress? {
        guard let draft, let bytes = draft.hardwareAddress, let given = EthernetAddress(bytes: bytes.count == 5 ? bytes + [identifier] : bytes) else {
            return VirtualInterface.hardwareAddress(virtualRouterID: identifier, family: family)
        }
        if isStrict {
            report(.warning, .strictMode, "in strict mode the hardware address is that of the RFC: that is used", at: draft.place)
            return VirtualInterface.hardwareAddress(virtualRouterID: identifier, family: family)
        }
        guard given.bytes[0] & 1 == 0, given.bits != 0 else {
            report(.warning, .virtualInterface, "\(given) is not the hardware address of one interface: \(base) itself is used", at: draft.place)
            return nil
        }
        return given
    }

    /// The interfaces for single addresses; each once.
    mutating func addressInterfaces(_ finished: VRRPInstance, _ place: SourceRange) -> [VirtualInterface] {
        var made: [VirtualInterface] = []
        for address in finished.virtualAddresses + finished.excludedAddresses where finished.wantsInterface(address) {
            let (base, family) = (address.interface ?? finished.interface, address.prefix.address.family)
            if made.contains(where: { $0.base == base && $0.family == family }) { continue }
            let identifier = finished.parameters.virtualRouterID
            let draft = instance.virtualInterface?.ipvlan == nil ? instance.virtualInterface : nil
            guard let hardware = hardwareAddress(draft, identifier, family, base) else { continue }
            if let shared = macvlans[MacvlanKey(base: base, address: hardware)] {
                made.append(shared)
                continue
            }
            guard let name = virtualInterfaceName(nil, place, configuration.global.addressInterfacePrefix, identifier, family) else { continue }
            let new = VirtualInterface(name: name, base: base, kind: .macvlan(hardware), family: family)
            macvlans[MacvlanKey(base: base, address: hardware)] = new
            made.append(new)
        }
        return made
    }

    /// The given name or one made of the VRID; where that is taken, as by the same VRID on another interface, with a number, for IPv6 first 6.
    /// A prefix that is too long is cut. All as keepalived does it: firewalls know these names.
    private mutating func virtualInterfaceName(
        _ given: String?, _ place: SourceRange, _ prefix: String, _ identifier: UInt8, _ family: AddressFamily
    ) -> String? {
        guard given == nil else { return givenInterfaceName(given ?? "", place) }
        let numbers = [""] + (family == .ipv6 ? ["6"] : []) + (1...999).lazy.filter { family == .ipv4 || $0 != 6 }.map(String.init)
        for number in numbers {
            let end = "\(number).\(identifier)"
            let name = String(decoding: prefix.utf8.prefix(15 - end.utf8.count), as: UTF8.self) + end
            if virtualInterfaceNames[name] == nil { return givenInterfaceName(name, place) }
        }
        return givenInterfaceName("\(prefix).\(identifier)", place)
    }

    private mutating func givenInterfaceName(_ name: String, _ place: SourceRange) -> String? {
        if let first = virtualInterfaceNames[name] {
            report(
                .warning, .virtualInterface, "two instances can't make an interface of the same name: this one goes without", at: place,
                related: Diagnostic.Related(message: "the first one", range: first))
            return nil
        }
        virtualInterfaceNames[name] = place
        return name
    }

    /// Peers answer to the hardware address of the interface that they know; so unicast goes over the base.
    mutating func transmitsOnBase(_ finished: VRRPInstance) -> Bool {
        guard let made = finished.virtualInterface, made.hardwareAddress != nil else { return false }
        if finished.parameters.unicast != nil, instance.transmitsOnBasePlace == nil {
            report(
                .warning, .virtualInterface, "with unicast peers `use_vmac` needs `vmac_xmit_base`, which is assumed",
                at: instance.virtualInterface?.place ?? tree.range(of: current))
            return true
        }
        if isStrict, let place = instance.transmitsOnBasePlace {
            report(
                .warning, .strictMode, "in strict mode advertisements go over the interface of `use_vmac`: `vmac_xmit_base` is ignored",
                at: place)
            return false
        }
        return instance.transmitsOnBasePlace != nil
    }
}
