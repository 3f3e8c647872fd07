internal import ConfigurationLanguage
internal import NetworkTypes
internal import Routing

/// Where a line with an address stands.
enum AddressLineKind: Sendable {
    case virtual
    /// `static_ipaddress`.
    case fixed
}

extension Reader {
    /// One line of `virtual_ipaddress` or its kin: an address and options as ip-address(8) has them.
    mutating func virtualAddress(_ line: Int, _ kind: AddressLineKind = .virtual) -> PlacedAddress? {
        guard let prefix = prefix(0, in: line) else { return nil }
        var address = VirtualAddress(prefix: prefix)
        var word = 1
        let count = tree.wordCount(of: line)
        while word < count {
            let option = string(word, in: line)
            let takesValue = addressOptionsWithValue.contains(option)
            if takesValue, word + 1 >= count {
                report(.error, .missingValue, "`\(option)` needs a value", at: place(word, in: line))
                return nil
            }
            guard takesValue ? setValue(option, word, line, kind, &address) : setFlag(option, word, line, kind, &address) else { return nil }
            word += takesValue ? 2 : 1
        }
        if address.usesVirtualInterface, address.interface == nil {
            // As keepalived has it: only an interface that is named gets another one over it.
            report(.warning, .virtualInterface, "`use_vmac` of an address needs `dev`: it is ignored", at: place(0, in: line))
            address.usesVirtualInterface = false
        }
        return PlacedAddress(address: address, place: place(0, in: line))
    }

    /// - Returns: false where the line must be left out.
    private mutating func setValue(_ option: String, _ word: Int, _ line: Int, _ kind: AddressLineKind, _ address: inout VirtualAddress) -> Bool {
        switch option {
        case "dev":
            guard let name = interfaceName(word + 1, in: line) else { return false }
            address.interface = name
        case "brd", "broadcast":
            guard let broadcast = broadcast(word + 1, in: line, address.prefix) else { return false }
            address.broadcast = broadcast
        case "scope":
            guard let scope = AddressScope(name: string(word + 1, in: line)) else {
                invalidOption(word + 1, in: line, expected: "global, site, link, host, nowhere or 0 to 255")
                return false
            }
            address.scope = scope
        case "label":
            guard let label = deviceName(word + 1, in: line) else { return false }
            address.label = label
        case "peer":
            guard let peer = prefix(word + 1, in: line) else { return false }
            guard peer.address.family == address.prefix.address.family else {
                report(.error, .addressFamilyMismatch, "the peer of an address is of the same family", at: place(word + 1, in: line))
                return false
            }
            address.peer = peer
        case "preferred_lft":
            guard let lifetime = lifetime(word + 1, in: line) else { return false }
            address.preferredLifetime = lifetime
        default:
            guard kind == .fixed else {
                misplacedOption(word, in: line, hint: "only static addresses, routes and rules have a group; what is virtual follows its instance")
                return false
            }
            address.trackGroup = trackGroupName(word + 1, in: line)
        }
        return true
    }

    /// - Returns: false where the line must be left out.
    private mutating func setFlag(_ option: String, _ word: Int, _ line: Int, _ kind: AddressLineKind, _ address: inout VirtualAddress) -> Bool {
        switch option {
        case "use_vmac" where kind == .virtual: address.usesVirtualInterface = true
        case "no_track" where kind == .virtual: address.isTracked = false
        case "use_vmac", "no_track":
            misplacedOption(word, in: line, hint: "it is for virtual addresses")
            return false
        default:
            let clears = option.hasPrefix("-")
            guard let flag = AddressFlags.names.first(where: { $0.name == option.dropFirst(clears ? 1 : 0) })?.flag else {
                report(
                    .error, .unknownKeyword, "unknown option `\(printable(tree.text(ofWord: word, in: line)))` of a virtual address",
                    at: place(word, in: line))
                return false
            }
            if clears { address.flags.remove(flag) } else { address.flags.insert(flag) }
        }
        return true
    }

    /// `forever`, which is nil within, or a number of seconds; nil where it is neither.
    private mutating func lifetime(_ word: Int, in line: Int) -> UInt32?? {
        if isWord(word, in: line, "forever") { return .some(nil) }
        guard let seconds = Decimal.number(tree.text(ofWord: word, in: line)), seconds < UInt32.max else {
            invalidOption(word, in: line, expected: "forever, or seconds up to 4294967294")
            return nil
        }
        return .some(UInt32(seconds))
    }

    mutating func misplacedOption(_ word: Int, in line: Int, hint: String) {
        report(
            .error, .invalidValue, "`\(printable(tree.text(ofWord: word, in: line)))` is not for this block; the line is left out",
            at: place(word, in: line), hint: hint)
    }

    /// - Parameter word: the value; the option stands before it.
    mutating func invalidOption(_ word: Int, in line: Int, expected: String) {
        report(
            .error, .invalidValue,
            "`\(printable(tree.text(ofWord: word, in: line)))` is no value for `\(printable(tree.text(ofWord: word - 1, in: line)))`",
            at: place(word, in: line), hint: "expected: \(expected)")
    }

    /// `ADDR[/M]`; without a length the whole address.
    mutating func prefix(_ word: Int, in line: Int) -> IPPrefix? {
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
                invalidOption(word, in: line, expected: "an IPv4 address, + or -")
                return nil
            }
            return address
        }
    }
}

private let addressOptionsWithValue: Set<String> = ["dev", "brd", "broadcast", "scope", "label", "peer", "preferred_lft", "track_group"]
