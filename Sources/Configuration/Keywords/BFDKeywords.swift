internal import BFD
internal import ConfigurationLanguage
internal import NetworkTypes

/// `bfd_instance`.
let bfdKeywords: [Keyword] = [
    // Whoever tracks a session must know its name, and what it weighs: all roles read it.
    .block("bfd_instance", in: .root, syntax: "NAME", opens: .bfdInstance, 1...1, begin: { $0.beginSession($1) }, end: { $0.endSession($1) }),
    .address("neighbor_ip", in: .bfdInstance) { $0.session.setNeighbour($1, $0.place(1, in: $0.current)) },
    .address("neighbour_ip", in: .bfdInstance) { $0.session.setNeighbour($1, $0.place(1, in: $0.current)) },
    .address("source_ip", in: .bfdInstance, default: "the kernel's choice") { $0.session.setSource($1, $0.place(1, in: $0.current)) },
    intervalKeyword("min_rx", BFDSessionDefinition.intervals, default: "10") { $0.session.receiveInterval = $1 },
    intervalKeyword("min_tx", BFDSessionDefinition.intervals, default: "10") { $0.session.transmitInterval = $1 },
    intervalKeyword("idle_tx", BFDSessionDefinition.idleIntervals, default: "1000") { $0.session.idleInterval = $1 },
    .number("multiplier", in: .bfdInstance, 1...255, default: "5") { $0.session.multiplier = UInt8(clamping: $1) },
    .flag("passive", in: .bfdInstance) { $0.session.isPassive = true },
    .number("ttl", in: .bfdInstance, 1...255, default: "255") { $0.session.hopLimit = UInt8(clamping: $1) },
    .number("hoplimit", in: .bfdInstance, 1...255, default: "255, and 64 is enough to come in") { $0.session.hopLimit = UInt8(clamping: $1) },
    .words("max_hops", in: .bfdInstance, syntax: "-1-255", default: "0, and no limit with `multihop`", 1...1) { $0.readHops($1) },
    // Of keepalived's later versions.
    .flag("multihop", in: .bfdInstance) { $0.session.isMultihop = true },
    .words("weight", in: .bfdInstance, syntax: "-253-253 [reverse|noreverse]", default: "0", 1...2) { reader, statement in
        if let weight = reader.trackingWeight(1, in: statement) { reader.session.weight = weight }
    },
    .flag("vrrp", in: .bfdInstance) { $0.session.audience.insert(.virtualRouters) },
    .flag("checker", in: .bfdInstance) { $0.session.audience.insert(.checkers) },
]

/// A time in milliseconds.
private func intervalKeyword(_ name: String, _ range: ClosedRange<Duration>, default defaultValue: String, set: @escaping @Sendable (inout Reader, Duration) -> Void) -> Keyword {
    let (least, most) = (range.lowerBound.wholeNanoseconds / 1_000_000, range.upperBound.wholeNanoseconds / 1_000_000)
    return .words(name, in: .bfdInstance, syntax: "\(least)-\(most) ms", default: defaultValue, 1...1) { reader, statement in
        if let interval = reader.milliseconds(1, in: statement, range) { set(&reader, interval) }
    }
}

/// `BFD_CHECK`.
let bfdCheckKeywords: [Keyword] = [
    .checker("BFD_CHECK", .bfd, opens: .bfdCheck),
    .words("name", in: .bfdCheck, syntax: "NAME", 1...1) { reader, statement in
        reader.check.session = (reader.string(1, in: statement), reader.place(1, in: statement))
    },
    .boolean("alpha", in: .bfdCheck, default: "as the real server says") { $0[timing: .checker].startsFailed = $1 },
]
