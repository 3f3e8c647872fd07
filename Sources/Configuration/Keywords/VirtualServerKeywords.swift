internal import ConfigurationLanguage
internal import IPVSTable
internal import NetworkTypes
internal import VirtualServers

/// `virtual_server`.
let virtualServerKeywords: [Keyword] =
    balancingKeywords + persistenceKeywords + quorumKeywords + timingKeywords(in: .virtualServer, level: .virtualServer)
    + trafficKeywords(in: .virtualServer) + newsKeywords

private let balancingKeywords: [Keyword] = [
    .words("lvs_sched", in: .virtualServer, syntax: schedulerSyntax, default: "wlc", 1...1) { $0.readScheduler($1) },
    .words("lb_algo", in: .virtualServer, syntax: schedulerSyntax, default: "wlc", 1...1) { $0.readScheduler($1) },
    .words("lvs_method", in: .virtualServer, syntax: forwardingSyntax, default: "NAT", 1...6) { $0.readForwardingMethod($1) },
    .words("lb_kind", in: .virtualServer, syntax: forwardingSyntax, default: "NAT", 1...6) { $0.readForwardingMethod($1) },
    .words("protocol", in: .virtualServer, syntax: "TCP|UDP|SCTP", default: "UDP", 1...1) { $0.readProtocol($1) },
    flag("ops", .onePacket),
    flag("flag-1", .scheduler1), flag("flag-2", .scheduler2), flag("flag-3", .scheduler3),
    flag("sh-port", .scheduler2), flag("sh-fallback", .scheduler1), flag("mh-port", .scheduler2), flag("mh-fallback", .scheduler1),
    Keyword(
        "hashed", in: .virtualServer, status: .noEffect("the kernel sets this flag itself"), action: .nothing),
    Keyword(
        "nat_mask", in: .virtualServer, syntax: "MASK", values: 0...1, status: .noEffect("it belongs to kernels before 2.4"),
        action: .nothing),
    .words("ip_family", in: .virtualServer, syntax: "inet|inet6", 1...1) { reader, statement in
        if reader.isWord(1, in: statement, "inet") {
            reader.virtualServer.family = (.ipv4, reader.tree.range(of: statement))
        } else if reader.isWord(1, in: statement, "inet6") {
            reader.virtualServer.family = (.ipv6, reader.tree.range(of: statement))
        } else {
            reader.invalidValue(1, in: statement, expected: "inet or inet6")
        }
    },
    .words("virtualhost", in: .virtualServer, syntax: "NAME", 1...1) { reader, statement in
        if let name = reader.hostName(1, in: statement) { reader.virtualServer.virtualHost = name }
    },
]

private let schedulerSyntax = "rr|wrr|lc|wlc|lblc|sh|mh|dh|fo|ovf|lblcr|sed|nq|twos"
let forwardingSyntax = "NAT|DR|TUN [type ipip|gue port N|gre] [nocsum|csum|remcsum]"

private func flag(_ name: String, _ flag: ServiceFlags) -> Keyword {
    .flag(name, in: .virtualServer) { $0.addServiceFlag(flag) }
}

private let persistenceKeywords: [Keyword] = [
    .words("persistence_timeout", in: .virtualServer, syntax: "[1-2678400 s]", default: "360 where no number follows", 0...1) {
        $0.readPersistenceTimeout($1)
    },
    .words("persistence_granularity", in: .virtualServer, syntax: "MASK|1-128", default: "255.255.255.255 or 128", 1...1) {
        $0.readPersistenceGranularity($1)
    },
    .text("persistence_engine", in: .virtualServer, syntax: "NAME") { $0.virtualServer.persistenceEngine = $1 },
]

private let quorumKeywords: [Keyword] = [
    .number("quorum", in: .virtualServer, 1...greatestCount, default: "1") { reader, value in
        reader.virtualServer.quorum = UInt32(clamping: value)
        reader.virtualServer.quorumPlace = reader.place(1, in: reader.current)
    },
    .number("hysteresis", in: .virtualServer, 0...greatestCount, default: "0") { reader, value in
        reader.virtualServer.hysteresis = UInt32(clamping: value)
        reader.virtualServer.hysteresisPlace = reader.place(1, in: reader.current)
    },
    .number("weight", in: .virtualServer, 1...Int(Int32.max), default: "1") { $0.virtualServer.weight = UInt32(clamping: $1) },
    .script("quorum_up", in: .virtualServer) { $0.virtualServer.quorumUp = $1 },
    .script("quorum_down", in: .virtualServer) { $0.virtualServer.quorumDown = $1 },
    .flag("alpha", in: .virtualServer) { $0.virtualServer.timing.startsFailed = true },
    .flag("omega", in: .virtualServer) { $0.virtualServer.omega = true },
    .flag("inhibit_on_failure", in: .virtualServer) { $0.virtualServer.inhibitOnFailure = true },
    .words("sorry_server", in: .virtualServer, syntax: "ADDR [PORT]", 1...2) { $0.readSorryServer($1) },
    .flag("sorry_server_inhibit", in: .virtualServer) { $0.virtualServer.sorryServerInhibit = true },
    .words("sorry_server_lvs_method", in: .virtualServer, syntax: forwardingSyntax, default: "lvs_method", 1...6) { reader, statement in
        if let method = reader.forwardingMethod(statement) { reader.virtualServer.sorryServerMethod = method }
    },
    .block(
        "real_server", in: .virtualServer, syntax: "ADDR [PORT]", opens: .realServer, 1...2,
        begin: { $0.beginRealServer($1) }, end: { $0.endRealServer($1) }),
]

private let newsKeywords: [Keyword] = [
    .flag("ha_suspend", in: .virtualServer) { reader in
        reader.virtualServer.suspendsWithoutAddress = true
        reader.virtualServer.suspensionPlace = reader.place(0, in: reader.current)
    },
    .boolean("smtp_alert", in: .virtualServer, default: "smtp_alert_checker, else smtp_alert, else off") { $0.virtualServer.sendsMail = $1 },
    // Not keepalived's: it has all real servers take traffic at once.
    .words("init_state", in: .virtualServer, syntax: "up|checking", default: "up", 1...1) { reader, statement in
        if reader.isWord(1, in: statement, "up") {
            reader.virtualServer.initialState = .up
        } else if reader.isWord(1, in: statement, "checking") {
            reader.virtualServer.initialState = .checking
        } else {
            reader.invalidValue(1, in: statement, expected: "up or checking")
        }
    },
    .number("panic_threshold", in: .virtualServer, 0...100, default: "0") { $0.virtualServer.panicThreshold = UInt8(clamping: $1) },
    nameForSNMP(in: .virtualServer),
]

/// A name that only a read-out over SNMP would show.
func nameForSNMP(in block: Block) -> Keyword {
    Keyword(
        "snmp_name", in: block, syntax: "NAME", values: 1...1, status: .notYet("there is no SNMP", .notice), action: .nothing)
}
