internal import ConfigurationLanguage
internal import NetworkTypes
internal import Routing

extension Reader {
    /// What stands behind `encap`, which the cursor is at; nil, which is reported, where it is wrong.
    mutating func encapsulation(_ cursor: inout LineCursor) -> Encapsulation? {
        guard let at = value(&cursor) else { return nil }
        switch string(at, in: cursor.line) {
        case "mpls": return labels(&cursor)
        case "ip": return tunnel(.ipv4, &cursor)
        case "ip6": return tunnel(.ipv6, &cursor)
        case "ila": return locator(&cursor)
        default:
            invalidOption(at, in: cursor.line, expected: "mpls, ip, ip6 or ila")
            return nil
        }
    }

    /// Labels with `/` or `,` between them.
    private mutating func labels(_ cursor: inout LineCursor) -> Encapsulation? {
        guard let at = value(&cursor) else { return nil }
        let parts = string(at, in: cursor.line).split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "," }
        let labels = parts.compactMap { UInt32($0) }
        guard labels.count == parts.count, (1...16).contains(labels.count), labels.allSatisfy({ $0 < 1 << 20 }) else {
            invalidOption(at, in: cursor.line, expected: "up to 16 labels of 0 to 1048575, with `/` between them")
            return nil
        }
        return .mpls(labels)
    }

    /// Four groups of an address.
    private mutating func locator(_ cursor: inout LineCursor) -> Encapsulation? {
        guard let at = value(&cursor) else { return nil }
        let groups = string(at, in: cursor.line).split(separator: ":", omittingEmptySubsequences: false)
        let numbers = groups.compactMap { $0.utf8.count <= 4 ? UInt16($0, radix: 16) : nil }
        guard groups.count == 4, numbers.count == 4 else {
            invalidOption(at, in: cursor.line, expected: "a locator such as 2001:db8:1:2")
            return nil
        }
        return .ila(locator: numbers.reduce(0) { $0 << 16 | UInt64($1) })
    }

    /// Pairs of words, as long as they are of the tunnel: behind them the route goes on.
    private mutating func tunnel(_ family: AddressFamily, _ cursor: inout LineCursor) -> Encapsulation? {
        var tunnel = Encapsulation.Tunnel()
        while let option = nextWord(cursor), tunnelOptions(family).contains(option) {
            cursor.word += 1
            switch option {
            case "id":
                guard let at = value(&cursor) else { return nil }
                guard let number = UInt64(string(at, in: cursor.line)) else {
                    invalidOption(at, in: cursor.line, expected: "0 to 18446744073709551615")
                    return nil
                }
                tunnel.identifier = number
            case "dst", "src":
                guard let at = value(&cursor), let given = address(at, in: cursor.line) else { return nil }
                guard given.family == family else {
                    report(.error, .addressFamilyMismatch, "the addresses of a tunnel are of its family", at: place(at, in: cursor.line))
                    return nil
                }
                if option == "dst" { tunnel.destination = given } else { tunnel.source = given }
            case "flags":
                guard let flags = optionNumber(&cursor, 0...65535) else { return nil }
                tunnel.flags = UInt16(clamping: flags)
            case "tos", "tc":
                guard let number = optionByte(&cursor, names: serviceFields) else { return nil }
                tunnel.trafficClass = number
            default:
                guard let number = optionByte(&cursor) else { return nil }
                tunnel.hopLimit = number
            }
        }
        guard tunnel.identifier != nil || tunnel.destination != nil else {
            report(
                .error, .missingValue, "a tunnel needs `dst` or `id`; the line is left out", at: place(min(cursor.word, cursor.count - 1), in: cursor.line))
            return nil
        }
        return .tunnel(family, tunnel)
    }

    private func tunnelOptions(_ family: AddressFamily) -> Set<String> {
        family == .ipv4 ? ["id", "dst", "src", "tos", "ttl", "flags"] : ["id", "dst", "src", "tc", "hoplimit", "flags"]
    }
}
