internal import ConfigurationLanguage
internal import NetworkTypes
internal import Routing

/// Where a line with an address, a route or a rule stands.
enum NetworkLineKind: Sendable {
    case virtual
    /// `static_ipaddress`.
    case fixed
}

extension Reader {
    /// One line of `virtual_ipaddress` or its kin: an address and options as ip-address(8) has them.
    mutating func virtualAddress(_ line: Int, _ kind: NetworkLineKind = .virtual) -> PlacedAddress? {
        guard let prefix = prefix(0, in: line) else { return nil }
        var address = VirtualAddress(prefix: prefix)
        var cursor = cursor(line)
        cursor.word = 1
        while !cursor.isAtEnd {
            guard readAddressOption(&address, &cursor, kind) else { return nil }
            cursor.word += 1
        }
        if address.usesVirtualInterface, address.interface == nil {
            // As keepalived has it: only an interface that is named gets another one over it.
            report(.warning, .virtualInterface, "`use_vmac` of an address needs `dev`: it is ignored", at: place(0, in: line))
            address.usesVirtualInterface = false
        }
        return PlacedAddress(address: address, place: place(0, in: line))
    }

    /// - Returns: false where the line must be left out.
    private mutating func readAddressOption(_ address: inout VirtualAddress, _ cursor: inout LineCursor, _ kind: NetworkLineKind) -> Bool {
        let option = string(cursor.word, in: cursor.line)
        if let done = readTracking(option, &cursor, kind, &address.isTracked, &address.trackGroup) { return done }
        if option == "use_vmac" {
            address.usesVirtualInterface = true
            if kind == .virtual { return true }
            misplacedOption(cursor.word, in: cursor.line, hint: "it is for what is virtual")
            return false
        }
        if addressOptionsWithValue.contains(option) { return setValue(option, &cursor, &address) }
        return setFlag(option, cursor, &address)
    }

    /// - Returns: false where the line must be left out.
    private mutating func setValue(_ option: String, _ cursor: inout LineCursor, _ address: inout VirtualAddress) -> Bool {
        func taken<Value>(_ value: Value?, _ set: (Value) -> Void) -> Bool {
            if let value { set(value) }
            return value != nil
        }
        switch option {
        case "dev": return taken(optionInterface(&cursor)) { address.interface = $0 }
        case "scope": return taken(optionScope(&cursor)) { address.scope = $0 }
        default: break
        }
        guard let word = value(&cursor) else { return false }
        let line = cursor.line
        switch option {
        case "brd", "broadcast": return taken(broadcast(word, in: line, address.prefix)) { address.broadcast = $0 }
        case "label": return taken(deviceName(word, in: line)) { address.label = $0 }
        case "preferred_lft": return taken(lifetime(word, in: line)) { address.preferredLifetime = $0 }
        default:
            guard let peer = prefix(word, in: line) else { return false }
            if peer.address.family == address.prefix.address.family {
                address.peer = peer
                return true
            }
            report(.error, .addressFamilyMismatch, "the peer of an address is of the same family", at: place(word, in: line))
            return false
        }
    }

    /// - Returns: false where the line must be left out.
    private mutating func setFlag(_ option: String, _ cursor: LineCursor, _ address: inout VirtualAddress) -> Bool {
        let clears = option.hasPrefix("-")
        guard let flag = AddressFlags.names.first(where: { $0.name == option.dropFirst(clears ? 1 : 0) })?.flag else {
            unknownOption(cursor, of: "a virtual address")
            return false
        }
        if clears { address.flags.remove(flag) } else { address.flags.insert(flag) }
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

private let addressOptionsWithValue: Set<String> = ["dev", "brd", "broadcast", "scope", "label", "peer", "preferred_lft"]
