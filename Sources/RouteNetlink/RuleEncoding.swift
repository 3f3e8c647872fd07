internal import CNetlink
internal import Netlink
internal import NetworkTypes
internal import Routing

/// RTM_NEWRULE and RTM_DELRULE as they are sent (linux/fib_rules.h).
enum RuleEncoding {
    static func addition(_ request: RuleRequest) -> NetlinkMessage {
        // With NLM_F_EXCL a rule that is there already isn't put there twice.
        message(type: Int32(RTM_NEWRULE), flags: NLM_F_CREATE | NLM_F_EXCL, request)
    }

    static func removal(_ request: RuleRequest) -> NetlinkMessage {
        message(type: Int32(RTM_DELRULE), flags: 0, request)
    }

    private static func message(type: Int32, flags: Int32, _ request: RuleRequest) -> NetlinkMessage {
        let rule = request.rule
        var header = fib_rule_hdr()
        header.family = rule.family.number
        header.dst_len = rule.to?.length ?? 0
        header.src_len = rule.from?.length ?? 0
        header.tos = rule.typeOfService
        header.table = request.table < 256 ? UInt8(request.table) : 0
        header.action = rule.action.number
        header.flags = rule.isInverted ? 2 /* FIB_RULE_INVERT */ : 0
        let message = NetlinkMessage(type: type, flags: flags, header: header, capacity: 384)
        message.put(Int(FRA_PRIORITY), rule.priority)
        message.put(Int(FRA_PROTOCOL), rule.origin)
        if request.table > 0 { message.put(Int(FRA_TABLE), request.table) }
        if let to = rule.to { message.put(Int(FRA_DST), bytes: to.masked.address.bytes) }
        if let from = rule.from { message.put(Int(FRA_SRC), bytes: from.masked.address.bytes) }
        if let name = rule.incomingInterface { message.put(Int(FRA_IIFNAME), name) }
        if let name = rule.outgoingInterface { message.put(Int(FRA_OIFNAME), name) }
        if let mark = rule.firewallMark { message.put(Int(FRA_FWMARK), mark) }
        if let mask = rule.firewallMask { message.put(Int(FRA_FWMASK), mask) }
        if let realms = rule.realms { message.put(Int(FRA_FLOW), realms) }
        if let tunnel = rule.tunnel { message.put(Int(FRA_TUN_ID), bytes: (0..<8).map { UInt8(truncatingIfNeeded: tunnel >> (56 - 8 * $0)) }) }
        if let length = rule.suppressedPrefixLength { message.put(Int(FRA_SUPPRESS_PREFIXLEN), length) }
        if let group = rule.suppressedInterfaceGroup { message.put(Int(FRA_SUPPRESS_IFGROUP), group) }
        if let users = rule.users { message.put(Int(FRA_UID_RANGE), value: fib_rule_uid_range(start: users.lowerBound, end: users.upperBound)) }
        if let transport = rule.transport { message.put(Int(FRA_IP_PROTO), transport) }
        if let ports = rule.sourcePorts { message.put(Int(FRA_SPORT_RANGE), value: fib_rule_port_range(start: ports.lowerBound, end: ports.upperBound)) }
        if let ports = rule.destinationPorts { message.put(Int(FRA_DPORT_RANGE), value: fib_rule_port_range(start: ports.lowerBound, end: ports.upperBound)) }
        switch rule.action {
        case .goTo(let target): message.put(Int(FRA_GOTO), target)
        case .lookupOfVRF: message.put(Int(FRA_L3MDEV), UInt8(1))
        default: break
        }
        return message
    }
}

extension RoutingRule.Action {
    /// FR_ACT_* of linux/fib_rules.h.
    fileprivate var number: UInt8 {
        switch self {
        case .lookup, .lookupOfVRF: 1
        case .goTo: 2
        case .nothing: 3
        case .blackhole: 6
        case .unreachable: 7
        case .prohibit: 8
        }
    }
}
