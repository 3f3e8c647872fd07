internal import ConfigurationLanguage
internal import IPVSTable
internal import NetworkTypes
internal import VirtualServers

/// A `virtual_server_group`: what its virtual servers stand for in the kernel's table.
struct GroupDraft {
    enum Member {
        /// Addresses that follow each other, each with the port.
        case addresses(first: IPAddress, count: Int, port: UInt16?)
        /// The family where it is written.
        case firewallMark(UInt32, AddressFamily?)
    }

    var place: SourceRange
    var members: [(member: Member, place: SourceRange)] = []
    /// A message about a member was already given.
    var hasBadMember = false

    /// The families of the addresses.
    var families: Set<AddressFamily> {
        Set(members.compactMap { if case .addresses(let first, _, _) = $0.member { first.family } else { nil } })
    }

    /// Those of the marks that have one written beside them, too.
    var allFamilies: Set<AddressFamily> {
        families.union(members.compactMap { if case .firewallMark(_, let family?) = $0.member { family } else { nil } })
    }

    /// Whether every mark has its family written beside it.
    var marksHaveFamilies: Bool {
        members.allSatisfy { if case .firewallMark(_, nil) = $0.member { false } else { true } }
    }
}

extension Reader {
    /// More services than this are a slip in a prefix: each is one in the kernel, with all of the destinations.
    static let greatestGroup = 65536

    mutating func readServerGroup(_ statement: Int) {
        let name = string(1, in: statement)
        var group = GroupDraft(place: tree.range(of: statement))
        for line in tree.children(of: statement) {
            current = line
            if tree.hasBlock(line) {
                report(.error, .unexpectedBlock, "a line of `virtual_server_group` has no block", at: tree.range(of: line))
            } else if let member = groupMember(line) {
                group.members.append((member, tree.range(of: line)))
            } else {
                group.hasBadMember = true
            }
        }
        current = statement
        if let first = groups[name]?.place {
            report(
                .error, .duplicateGroup, "a second virtual_server_group `\(name)` is left out", at: group.place,
                related: Diagnostic.Related(message: "the first one", range: first))
            return
        }
        if group.members.isEmpty, !group.hasBadMember {
            report(.warning, .emptyGroup, "the virtual_server_group `\(name)` has no members", at: group.place)
        }
        groups[name] = group
    }

    private mutating func groupMember(_ line: Int) -> GroupDraft.Member? {
        if isWord(0, in: line, "fwmark") { return markedMember(line) }
        guard let (first, count) = addressRange(0, in: line) else { return nil }
        var port: UInt16?
        if tree.wordCount(of: line) > 1 {
            guard let given = number(1, in: line, 0...65535) else { return nil }
            port = given == 0 ? nil : UInt16(clamping: given)
        }
        mentionExtraWords(after: 2, in: line)
        return .addresses(first: first, count: count, port: port)
    }

    private mutating func markedMember(_ line: Int) -> GroupDraft.Member? {
        guard tree.wordCount(of: line) > 1 else {
            report(.error, .missingValue, "`fwmark` needs a number", at: tree.range(of: line))
            return nil
        }
        guard let mark = number(1, in: line, 1...greatestCount) else { return nil }
        var family: AddressFamily?
        if tree.wordCount(of: line) > 2 {
            if isWord(2, in: line, "inet") {
                family = .ipv4
            } else if isWord(2, in: line, "inet6") {
                family = .ipv6
            } else {
                invalidValue(2, in: line, expected: "inet or inet6")
                return nil
            }
        }
        mentionExtraWords(after: 3, in: line)
        return .firewallMark(UInt32(clamping: mark), family)
    }

    private mutating func mentionExtraWords(after count: Int, in line: Int) {
        guard tree.wordCount(of: line) > count else { return }
        report(.warning, .extraValue, "nothing more is expected in this line; it is ignored", at: place(count, in: line))
    }

    /// `A`, `A-B`, `A-E` with the last part of the last address (a decimal byte, or hexadecimal in IPv6), or `A/LENGTH`.
    private mutating func addressRange(_ word: Int, in line: Int) -> (first: IPAddress, count: Int)? {
        let text = tree.text(ofWord: word, in: line)
        if let slash = text.firstIndex(of: UInt8(ascii: "/")) {
            return prefixRange(text[..<slash], text[(slash + 1)...], word, line)
        }
        guard let dash = text.firstIndex(of: UInt8(ascii: "-")) else { return address(word, in: line).map { ($0, 1) } }
        guard let first = IPAddress(utf8: text[..<dash]) else {
            invalidAddress(word, in: line)
            return nil
        }
        let end = text[(dash + 1)...]
        guard let last = IPAddress(utf8: end) ?? first.replacingLastPart(with: end), last.family == first.family else {
            invalidValue(word, in: line, expected: "the last address, or its last part, behind `-`")
            return nil
        }
        guard let distance = first.distance(to: last) else {
            report(
                .error, .invalidValue, "the range ends before it begins, or has more than \(Self.greatestGroup) addresses",
                at: place(word, in: line))
            return nil
        }
        return (first, distance + 1)
    }

    private mutating func prefixRange(_ text: ArraySlice<UInt8>, _ length: ArraySlice<UInt8>, _ word: Int, _ line: Int) -> (IPAddress, Int)? {
        guard let first = IPAddress(utf8: text) else {
            invalidAddress(word, in: line)
            return nil
        }
        let width = Int(first.family.bitWidth)
        guard let length = Decimal.number(length), (1...width).contains(length) else {
            invalidValue(word, in: line, expected: "a prefix length of 1 to \(width) behind `/`")
            return nil
        }
        guard width - length <= 16 else {
            report(
                .error, .invalidValue, "the range has more than \(Self.greatestGroup) addresses, each of them a service of its own",
                at: place(word, in: line), hint: "a firewall mark stands for any number of addresses in one service")
            return nil
        }
        let count = 1 << (width - length)
        guard Int(first.lowBits) & (count - 1) == 0 else {
            report(
                .error, .invalidValue, "the address has bits behind the prefix", at: place(word, in: line),
                hint: "the first address of the range stands before `/`")
            return nil
        }
        return (first, count)
    }
}

extension IPAddress {
    /// The 16 bits at the end, which is more than the part that `A-E` replaces.
    fileprivate var lowBits: UInt16 {
        switch self {
        case .v4(let address): UInt16(truncatingIfNeeded: address.bits)
        case .v6(let address): UInt16(truncatingIfNeeded: address.low)
        }
    }

    /// The address with another last part: a decimal byte in IPv4, up to four hexadecimal digits in IPv6.
    fileprivate func replacingLastPart(with text: ArraySlice<UInt8>) -> IPAddress? {
        switch self {
        case .v4(let address):
            guard let part = Decimal.number(text), part < 256 else { return nil }
            return .v4(IPv4Address(bits: address.bits & ~0xFF | UInt32(part)))
        case .v6(let address):
            guard (1...4).contains(text.count), let part = UInt64(String(decoding: text, as: UTF8.self), radix: 16), text.first != UInt8(ascii: "+")
            else { return nil }
            return .v6(IPv6Address(high: address.high, low: address.low & ~0xFFFF | part))
        }
    }

    /// How many addresses further the other one is; nil where it comes before, is of another family or too far away.
    fileprivate func distance(to other: IPAddress) -> Int? {
        switch (self, other) {
        case (.v4(let first), .v4(let last)):
            guard last.bits >= first.bits, last.bits - first.bits < Reader.greatestGroup else { return nil }
            return Int(last.bits - first.bits)
        case (.v6(let first), .v6(let last)):
            guard first.high == last.high, last.low >= first.low, last.low - first.low < Reader.greatestGroup else { return nil }
            return Int(last.low - first.low)
        case (.v4, .v6), (.v6, .v4): return nil
        }
    }

    /// The address that comes this much later; nil beyond the last one of its family, or of its upper half in IPv6.
    func advanced(by count: Int) -> IPAddress? {
        switch self {
        case .v4(let address):
            let (bits, overflow) = address.bits.addingReportingOverflow(UInt32(clamping: count))
            return overflow ? nil : .v4(IPv4Address(bits: bits))
        case .v6(let address):
            let (low, overflow) = address.low.addingReportingOverflow(UInt64(clamping: count))
            return overflow ? nil : .v6(IPv6Address(high: address.high, low: low))
        }
    }
}
