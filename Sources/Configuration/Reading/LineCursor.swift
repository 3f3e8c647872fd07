internal import ConfigurationLanguage
internal import NetworkTypes
internal import Routing

/// A place on a line of options with values, as ip(8) has them.
struct LineCursor {
    let line: Int
    /// The word that is being looked at.
    var word = 0
    let count: Int

    var isAtEnd: Bool { word >= count }
}

extension Reader {
    func cursor(_ line: Int) -> LineCursor {
        LineCursor(line: line, count: tree.wordCount(of: line))
    }

    /// Goes on to the value of the option at the cursor; nil, which is reported, where there is none.
    mutating func value(_ cursor: inout LineCursor) -> Int? {
        cursor.word += 1
        if !cursor.isAtEnd { return cursor.word }
        report(
            .error, .missingValue, "`\(printable(tree.text(ofWord: cursor.word - 1, in: cursor.line)))` needs a value",
            at: place(cursor.word - 1, in: cursor.line))
        return nil
    }

    func nextWord(_ cursor: LineCursor) -> String? {
        cursor.word + 1 < cursor.count ? string(cursor.word + 1, in: cursor.line) : nil
    }

    /// A number, decimal or as 0x...
    mutating func optionNumber(_ cursor: inout LineCursor, _ range: ClosedRange<Int> = 0...greatestCount) -> Int? {
        guard let word = value(&cursor) else { return nil }
        if let number = Int(numeral: string(word, in: cursor.line)), range.contains(number) { return number }
        invalidOption(word, in: cursor.line, expected: "\(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    mutating func optionUInt32(_ cursor: inout LineCursor, _ range: ClosedRange<Int> = 0...greatestCount) -> UInt32? {
        optionNumber(&cursor, range).map { UInt32(clamping: $0) }
    }

    /// A name of `names`, or a number of one byte.
    mutating func optionByte(_ cursor: inout LineCursor, names: [String: UInt8] = [:]) -> UInt8? {
        if let word = nextWord(cursor), let number = names[word] {
            cursor.word += 1
            return number
        }
        return optionNumber(&cursor, 0...255).map { UInt8(clamping: $0) }
    }

    mutating func optionInterface(_ cursor: inout LineCursor) -> String? {
        guard let word = value(&cursor) else { return nil }
        return interfaceName(word, in: cursor.line)
    }

    mutating func optionScope(_ cursor: inout LineCursor) -> AddressScope? {
        guard let word = value(&cursor) else { return nil }
        if let scope = AddressScope(name: string(word, in: cursor.line)) { return scope }
        invalidOption(word, in: cursor.line, expected: "global, site, link, host, nowhere or 0 to 255")
        return nil
    }

    mutating func optionTable(_ cursor: inout LineCursor) -> RoutingTable? {
        guard let word = value(&cursor) else { return nil }
        if let table = RoutingTable(word: string(word, in: cursor.line)) { return table }
        invalidOption(word, in: cursor.line, expected: "the name of a table, or 1 to 4294967295")
        return nil
    }

    /// `default`, `any` and `all` take the family that is known, else IPv4.
    mutating func routePrefix(_ word: Int, in line: Int, _ family: AddressFamily?) -> IPPrefix? {
        switch string(word, in: line) {
        case "default", "any", "all":
            return family == .ipv6 ? IPPrefix(.v6(.any), length: 0) : IPPrefix(.v4(IPv4Address(bits: 0)), length: 0)
        default: return prefix(word, in: line)
        }
    }

    /// `SOURCE/DESTINATION` or `DESTINATION`, numbers only.
    mutating func optionRealms(_ cursor: inout LineCursor) -> UInt32? {
        guard let word = value(&cursor) else { return nil }
        let parts = string(word, in: cursor.line).split(separator: "/", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { UInt16(numeral: $0) }
        guard numbers.count == parts.count, (1...2).contains(numbers.count) else {
            invalidOption(word, in: cursor.line, expected: "[SOURCE/]DESTINATION, as numbers up to 65535")
            return nil
        }
        return numbers.count == 2 ? UInt32(numbers[0]) << 16 | UInt32(numbers[1]) : UInt32(numbers[0])
    }

    mutating func unknownOption(_ cursor: LineCursor, of what: String) {
        report(
            .error, .unknownKeyword, "unknown option `\(printable(tree.text(ofWord: cursor.word, in: cursor.line)))` of \(what)",
            at: place(cursor.word, in: cursor.line))
    }
}

/// RTPROT_* of linux/rtnetlink.h, as rt_protos(5) names them.
let routeOrigins: [String: UInt8] = [
    "redirect": 1, "kernel": 2, "boot": 3, "static": 4, "gated": 8, "ra": 9, "mrt": 10, "zebra": 11, "bird": 12, "dnrouted": 13, "xorp": 14, "ntk": 15,
    "dhcp": 16, "keepalived": 18, "babel": 42, "bgp": 186, "isis": 187, "ospf": 188, "rip": 189, "eigrp": 192,
]

/// A differentiated-services field by the names of rt_dsfield(5).
let serviceFields: [String: UInt8] = [
    "default": 0x00, "lowdelay": 0x10, "throughput": 0x08, "reliability": 0x04, "AF11": 0x28, "AF12": 0x30, "AF13": 0x38, "AF21": 0x48, "AF22": 0x50,
    "AF23": 0x58, "AF31": 0x68, "AF32": 0x70, "AF33": 0x78, "AF41": 0x88, "AF42": 0x90, "AF43": 0x98, "CS1": 0x20, "CS2": 0x40, "CS3": 0x60, "CS4": 0x80,
    "CS5": 0xA0, "CS6": 0xC0, "CS7": 0xE0, "EF": 0xB8,
]
