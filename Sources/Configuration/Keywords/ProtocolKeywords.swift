internal import ConfigurationLanguage
internal import NetworkTypes
internal import VRRP

/// `vrrp_instance`: the finer points of the protocol.
let protocolKeywords: [Keyword] = electionKeywords + familyKeywords + messageAuthenticationKeywords

private let electionKeywords: [Keyword] = [
    .seconds("preempt_delay", in: .vrrpInstance, .zero...(.seconds(1000)), default: "0") { reader, delay in
        reader.instance.preemptDelay = delay
        reader.instance.preemptDelayPlace = reader.place(1, in: reader.current)
    },
    .boolean("lower_prio_no_advert", in: .vrrpInstance, default: "vrrp_lower_prio_no_advert") {
        $0.instance.answersLowerPriority = !$1
    },
    .boolean("owner_ignore_adverts", in: .vrrpInstance, default: "vrrp_owner_ignore_adverts") { reader, ignores in
        reader.instance.ownerIgnoresAdvertisements = ignores
        reader.instance.ownerIgnoresAdvertisementsPlace = reader.place(0, in: reader.current)
    },
    timerExpired("timer_expired_backup"),
    timerExpired("thread_timer_expired", status: .obsolete("timer_expired_backup")),
]

private func timerExpired(_ name: String, status: Keyword.Status = .implemented) -> Keyword {
    .words(name, in: .vrrpInstance, syntax: "[1-254]", 0...1, status: status) { reader, statement in
        var priority = 254
        if reader.tree.wordCount(of: statement) > 1 {
            guard let given = reader.number(1, in: statement, 1...254) else { return }
            priority = given
        }
        reader.instance.highestOtherPriority = UInt8(clamping: priority)
        reader.instance.highestOtherPriorityPlace = reader.place(0, in: statement)
    }
}

private let familyKeywords: [Keyword] = [
    .flag("native_ipv6", in: .vrrpInstance) { reader in
        _ = reader.isOfInstance(.ipv6, at: reader.place(0, in: reader.current))
    },
    .words("old_unicast_checksum", in: .vrrpInstance, syntax: "[never]", 0...1) { reader, statement in
        reader.noteUnicast()
        if reader.tree.wordCount(of: statement) == 1 {
            reader.instance.oldChecksum = .always
        } else if reader.isWord(1, in: statement, "never") {
            reader.instance.oldChecksum = .never
        } else {
            reader.invalidValue(1, in: statement, expected: "`never` or nothing")
        }
    },
    .flag("unicast_fault_no_peer", in: .vrrpInstance) { reader in
        reader.noteUnicast()
        reader.instance.isFaultWithoutPeers = true
    },
]

private let messageAuthenticationKeywords: [Keyword] = [
    .block("auth_hmac", in: .vrrpInstance, opens: .messageAuthentication, begin: { $0.beginMessageAuthentication($1) }),
    .words("key", in: .messageAuthentication, syntax: "1-255 KEY (32 to 64 bytes)|hex:DIGITS|file:PATH", 2...2) { $0.readMessageKey($1) },
    .number("active_key", in: .messageAuthentication, 1...255) {
        $0.instance.messageAuthentication?.activeKey = UInt8(clamping: $1)
    },
    .words("anti_replay", in: .messageAuthentication, syntax: "time|monotonic", default: "time", 1...1) { reader, statement in
        if reader.isWord(1, in: statement, "time") {
            reader.instance.messageAuthentication?.comparesClocks = true
        } else if reader.isWord(1, in: statement, "monotonic") {
            reader.instance.messageAuthentication?.comparesClocks = false
        } else {
            reader.invalidValue(1, in: statement, expected: "time or monotonic")
        }
    },
    .number("time_window", in: .messageAuthentication, 1...300, default: "3 x advert_int, at least 5") {
        $0.instance.messageAuthentication?.window = .seconds($1)
    },
    .words("mode", in: .messageAuthentication, syntax: "enforce|permissive|receive-only", default: "enforce", 1...1) { reader, statement in
        let modes: [String: MessageAuthentication.Mode] = ["enforce": .enforce, "permissive": .permissive, "receive-only": .receiveOnly]
        if let mode = modes[reader.string(1, in: statement)] {
            reader.instance.messageAuthentication?.mode = mode
        } else {
            reader.invalidValue(1, in: statement, expected: "enforce, permissive or receive-only")
        }
    },
]

/// `global_defs`: what instances take over of them.
let protocolDefaultKeywords: [Keyword] = [
    .address("vrrp_mcast_group6", in: .globalDefinitions, default: "ff02::12") { reader, address in
        if address.isLinkLocalGroup {
            reader.defaults.multicastGroup6 = address
        } else {
            reader.invalidValue(1, in: reader.current, expected: "an IPv6 multicast address of ff02::/16")
        }
    },
    .boolean("vrrp_lower_prio_no_advert", in: .globalDefinitions, default: "off") { $0.defaults.answersLowerPriority = !$1 },
    .boolean("vrrp_owner_ignore_adverts", in: .globalDefinitions, default: "off") { $0.defaults.ownerIgnoresAdvertisements = $1 },
]

extension IPAddress {
    /// IPv6 multicast that no router forwards (RFC 4291 section 2.7).
    var isLinkLocalGroup: Bool {
        if case .v6(let address) = self { address.high >> 48 & 0xFF0F == 0xFF02 } else { false }
    }
}
