internal import ConfigurationLanguage
internal import NetworkTypes

extension Reader {
    /// One line of `virtual_ipaddress`: `ADDR[/M] [brd A|+|-] [dev IF] [scope S] [label L]`.
    mutating func virtualAddress(_ line: Int) -> PlacedAddress? {
        // keepalived takes the words of ip-address(8), where `dev` may be followed by nothing known to lvsd yet.
        guard let prefix = prefix(0, in: line) else { return nil }
        var address = VirtualAddress(prefix: prefix)
        var word = 1
        let count = tree.wordCount(of: line)
        while word < count {
            let option = string(word, in: line)
            let takesValue = AddressOption.withValue.contains(option)
            if takesValue, word + 1 >= count {
                report(.error, .missingValue, "`\(option)` needs a value", at: place(word, in: line))
                return nil
            }
            if AddressOption.notYet.contains(option) {
                mentionOnce(
                    .warning, "`\(option)` of a virtual address is", "the address is set without it", at: place(word, in: line))
            } else if !set(option, word, line, &address) {
                return nil
            }
            word += takesValue ? 2 : 1
        }
        return PlacedAddress(address: address, place: place(0, in: line))
    }

    /// - Returns: false where the line must be left out.
    private mutating func set(_ option: String, _ word: Int, _ line: Int, _ address: inout VirtualAddress) -> Bool {
        switch option {
        case "dev":
            guard let name = interfaceName(word + 1, in: line) else { return false }
            address.interface = name
        case "brd", "broadcast":
            guard let broadcast = broadcast(word + 1, in: line, address.prefix) else { return false }
            address.broadcast = broadcast
        case "scope":
            guard let scope = AddressScope(name: string(word + 1, in: line)) else {
                invalidAddressOption(word + 1, in: line, expected: "global, site, link, host, nowhere or 0 to 255")
                return false
            }
            address.scope = scope
        case "label":
            guard let label = deviceName(word + 1, in: line) else { return false }
            address.label = label
        default:
            report(
                .error, .unknownKeyword, "unknown option `\(printable(tree.text(ofWord: word, in: line)))` of a virtual address",
                at: place(word, in: line))
            return false
        }
        return true
    }

    private mutating func invalidAddressOption(_ word: Int, in line: Int, expected: String) {
        report(
            .error, .invalidValue,
            "`\(printable(tree.text(ofWord: word, in: line)))` is no value for `\(printable(tree.text(ofWord: word - 1, in: line)))`",
            at: place(word, in: line), hint: "expected: \(expected)")
    }

    /// `ADDR[/M]`; without a length the whole address.
    private mutating func prefix(_ word: Int, in line: Int) -> IPPrefix? {
        let text = tree.text(ofWord: word, in: line)
        let slash = text.firstIndex(of: UInt8(ascii: "/")) ?? text.endIndex
        guard let address = IPAddress(utf8: text[..<slash]) else {
            invalidAddress(word, in: line)
            return nil
        }
        if slash == text.endIndex { return IPPrefix(address, length: address.family.bitWidth) }
        guard let length = Decimal.number(text[(slash + 1)...]), length <= Int(address.family.bitWidth) else {
            report(
                .error, .outOfRange, "the length of a prefix is 0 to \(address.family.bitWidth)", at: place(word, in: line))
            return nil
        }
        return IPPrefix(address, length: UInt8(clamping: length))
    }

    /// An address, or `+` for all host bits set, or `-` for none, as ip-address(8) has it.
    private mutating func broadcast(_ word: Int, in line: Int, _ prefix: IPPrefix) -> IPv4Address? {
        guard case .v4(let own) = prefix.address else {
            report(.error, .addressFamilyMismatch, "IPv6 has no broadcast addresses", at: place(word, in: line))
            return nil
        }
        let hostBits = prefix.length == 0 ? UInt32.max : ~(UInt32.max << (32 - UInt32(prefix.length)))
        switch string(word, in: line) {
        case "+": return IPv4Address(bits: own.bits | hostBits)
        case "-": return IPv4Address(bits: own.bits & ~hostBits)
        default:
            guard let address = IPv4Address(utf8: tree.text(ofWord: word, in: line)) else {
                invalidAddressOption(word, in: line, expected: "an IPv4 address, + or -")
                return nil
            }
            return address
        }
    }
}

/// The words behind a virtual address.
private enum AddressOption {
    static let withValue: Set<String> = ["dev", "brd", "broadcast", "scope", "label", "peer", "preferred_lft"]
    static let notYet: Set<String> = [
        "peer", "preferred_lft", "use_vmac", "home", "-nodad", "nodad", "mngtmpaddr", "noprefixroute", "autojoin", "no_track",
    ]
}

extension AddressScope {
    /// A name of rt_scopes(5), or a number.
    init?(name: String) {
        switch name {
        case "global", "universe": self = .global
        case "site": self = .site
        case "link": self = .link
        case "host": self = .host
        case "nowhere": self = .nowhere
        default:
            guard let value = UInt8(name) else { return nil }
            self.init(rawValue: value)
        }
    }

    /// The name, where there is one.
    var name: String {
        switch self {
        case .global: "global"
        case .site: "site"
        case .link: "link"
        case .host: "host"
        case .nowhere: "nowhere"
        default: String(rawValue)
        }
    }
}
