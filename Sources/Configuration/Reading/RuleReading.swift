internal import ConfigurationLanguage
internal import NetworkTypes
internal import Routing

extension Reader {
    /// One line of `virtual_rules` or `static_rules`, in the words of ip-rule(8); nil where it must be left out.
    mutating func routingRule(_ line: Int, _ kind: NetworkLineKind) -> RoutingRule? {
        var rule = RoutingRule(family: .ipv4, action: .lookup(.main), priority: 0)
        var family: AddressFamily?
        var hasAction = false
        var cursor = cursor(line)
        while !cursor.isAtEnd {
            let word = string(cursor.word, in: line)
            switch word {
            case "inet": family = .ipv4
            case "inet6": family = .ipv6
            default:
                if let done = readTracking(word, &cursor, kind, &rule.isTracked, &rule.trackGroup) {
                    if !done { return nil }
                } else if let done = readAction(word, &rule, &cursor) {
                    if !done { return nil }
                    hasAction = true
                } else if let done = readCondition(word, &rule, &cursor) ?? readSelector(word, &rule, &cursor) {
                    if !done { return nil }
                } else {
                    unknownOption(cursor, of: "a rule")
                    return nil
                }
            }
            cursor.word += 1
        }
        return finished(rule, family: family, hasAction: hasAction, line)
    }

    private mutating func readAction(_ word: String, _ rule: inout RoutingRule, _ cursor: inout LineCursor) -> Bool? {
        switch word {
        case "table", "lookup":
            guard let table = optionTable(&cursor) else { return false }
            rule.action = .lookup(table)
        case "goto":
            guard let number = optionUInt32(&cursor) else { return false }
            rule.action = .goTo(number)
        case "l3mdev": rule.action = .lookupOfVRF
        case "nop": rule.action = .nothing
        case "blackhole": rule.action = .blackhole
        case "unreachable": rule.action = .unreachable
        case "prohibit": rule.action = .prohibit
        case "type": return value(&cursor).map { readAction(string($0, in: cursor.line), &rule, &cursor) ?? false }
        default: return nil
        }
        return true
    }

    private mutating func readCondition(_ word: String, _ rule: inout RoutingRule, _ cursor: inout LineCursor) -> Bool? {
        switch word {
        case "not": rule.isInverted = true
        case "from", "to":
            guard let at = value(&cursor) else { return false }
            // `all` is no condition.
            if isWord(at, in: cursor.line, "all") || isWord(at, in: cursor.line, "default") || isWord(at, in: cursor.line, "any") { return true }
            guard let prefix = prefix(at, in: cursor.line) else { return false }
            if word == "from" { rule.from = prefix } else { rule.to = prefix }
        case "iif", "dev", "oif":
            guard let name = optionInterface(&cursor) else { return false }
            if word == "oif" { rule.outgoingInterface = name } else { rule.incomingInterface = name }
        case "fwmark": return readMark(&rule, &cursor)
        case "tos", "dsfield":
            guard let field = optionByte(&cursor, names: serviceFields) else { return false }
            rule.typeOfService = field
        case "realms":
            guard let realms = optionRealms(&cursor) else { return false }
            rule.realms = realms
        case "priority", "order", "preference", "pref":
            guard let priority = optionUInt32(&cursor, 1...greatestCount) else { return false }
            rule.priority = priority
        default: return nil
        }
        return true
    }

    private mutating func readSelector(_ word: String, _ rule: inout RoutingRule, _ cursor: inout LineCursor) -> Bool? {
        switch word {
        case "suppress_prefixlength", "sup_pl":
            guard let length = optionUInt32(&cursor, 0...128) else { return false }
            rule.suppressedPrefixLength = length
        case "suppress_ifgroup", "sup_group":
            guard let group = optionUInt32(&cursor) else { return false }
            rule.suppressedInterfaceGroup = group
        case "tunnel-id", "tun_id":
            guard let tunnel = optionNumber(&cursor, 0...999_999_999_999_999) else { return false }
            rule.tunnel = UInt64(tunnel)
        case "uidrange":
            guard let users = optionRange(&cursor, upTo: UInt32.max) else { return false }
            rule.users = users
        case "protocol", "proto":
            guard let origin = optionByte(&cursor, names: routeOrigins) else { return false }
            rule.origin = origin
        case "ipproto", "ip_proto":
            guard let transport = optionByte(&cursor, names: transportNumbers) else { return false }
            rule.transport = transport
        case "sport", "dport":
            guard let ports = optionRange(&cursor, upTo: UInt16.max) else { return false }
            if word == "sport" { rule.sourcePorts = ports } else { rule.destinationPorts = ports }
        default: return nil
        }
        return true
    }

    /// `VALUE[/MASK]`.
    private mutating func readMark(_ rule: inout RoutingRule, _ cursor: inout LineCursor) -> Bool {
        guard let at = value(&cursor) else { return false }
        let parts = string(at, in: cursor.line).split(separator: "/", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { UInt32(numeral: $0) }
        guard numbers.count == parts.count, (1...2).contains(numbers.count) else {
            invalidOption(at, in: cursor.line, expected: "MARK[/MASK]")
            return false
        }
        rule.firewallMark = numbers[0]
        rule.firewallMask = numbers.count == 2 ? numbers[1] : nil
        return true
    }

    /// `A-B` or `A`.
    private mutating func optionRange<Number: FixedWidthInteger>(_ cursor: inout LineCursor, upTo: Number) -> ClosedRange<Number>? {
        guard let at = value(&cursor) else { return nil }
        let numbers = string(at, in: cursor.line).split(separator: "-", omittingEmptySubsequences: false).map { Number($0) }
        if (1...2).contains(numbers.count), let first = numbers[0], let last = numbers[numbers.count - 1], first <= last { return first...last }
        invalidOption(at, in: cursor.line, expected: "a range A-B up to \(upTo)")
        return nil
    }

    private mutating func finished(_ read: RoutingRule, family: AddressFamily?, hasAction: Bool, _ line: Int) -> RoutingRule? {
        var rule = read
        let place = place(0, in: line)
        let families = Set([family, rule.from?.address.family, rule.to?.address.family].compactMap(\.self))
        guard families.count <= 1 else {
            report(.error, .addressFamilyMismatch, "IPv4 and IPv6 don't go together in a rule; the line is left out", at: place)
            return nil
        }
        rule.family = families.first ?? .ipv4
        guard hasAction else {
            report(.error, .missingValue, "a rule needs `table` or another action; the line is left out", at: place)
            return nil
        }
        if rule.priority == 0 {
            // Without one the kernel would put each new rule before the others, so that the order followed the transitions.
            rule.priority = nextRulePriority
            nextRulePriority &-= 1
            report(
                .notice, .rulePriority, "a rule without `preference` gets the next one below 16385: \(rule.priority)", at: place,
                hint: "write `preference` where the order of rules matters")
        }
        if case .goTo(let target) = rule.action, rule.priority >= target {
            report(.error, .invalidValue, "a rule leads only to a later one; the line is left out", at: place)
            return nil
        }
        return rule
    }
}

private let transportNumbers: [String: UInt8] = ["icmp": 1, "tcp": 6, "udp": 17, "ipv6-icmp": 58, "sctp": 132, "ICMP": 1, "TCP": 6, "UDP": 17, "SCTP": 132]
