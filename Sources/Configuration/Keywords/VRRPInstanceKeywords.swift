internal import ConfigurationLanguage
internal import NetworkTypes
internal import Routing
internal import VRRP

/// `vrrp_instance`: what is built.
let vrrpInstanceKeywords: [Keyword] = coreKeywords + protocolKeywords + addressKeywords + unicastKeywords + authenticationKeywords + trackingKeywords + notificationKeywords

private let coreKeywords: [Keyword] = [
    .words("state", in: .vrrpInstance, syntax: "MASTER|BACKUP", default: "by the priority", 1...1) { reader, statement in
        if reader.isWord(1, in: statement, "MASTER") {
            reader.instance.state = .master
        } else if reader.isWord(1, in: statement, "BACKUP") {
            reader.instance.state = .backup
        } else {
            // As keepalived does.
            reader.instance.state = .backup
            reader.invalidValue(1, in: statement, expected: "MASTER or BACKUP, in capitals; BACKUP is used")
        }
    },
    .words("interface", in: .vrrpInstance, syntax: "IF", 1...1) { reader, statement in
        if let name = reader.interfaceName(1, in: statement) { reader.instance.interface = name }
    },
    .number("virtual_router_id", in: .vrrpInstance, 1...255) { reader, value in
        reader.instance.virtualRouterID = UInt8(clamping: value)
        reader.instance.virtualRouterIDPlace = reader.place(1, in: reader.current)
    },
    .number("priority", in: .vrrpInstance, 1...255, default: "100") { $0.instance.priority = UInt8(clamping: $1) },
    .seconds("advert_int", in: .vrrpInstance, .milliseconds(10)...(.seconds(255)), default: "1") { reader, value in
        reader.instance.advertisementInterval = value
        reader.instance.advertisementIntervalPlace = reader.place(1, in: reader.current)
    },
    .number("version", in: .vrrpInstance, 2...3, default: "vrrp_version; 3 with IPv6") { reader, value in
        reader.instance.version = value == 3 ? .version3 : .version2
        reader.instance.versionPlace = reader.place(1, in: reader.current)
    },
    .boolean("v3_checksum_as_v2", in: .vrrpInstance, default: "v3_checksum_as_v2 of global_defs") { $0.instance.leavesOutPseudoHeader = $1 },
    .flag("preempt", in: .vrrpInstance) { $0.instance.noPreemptPlace = nil },
    .flag("nopreempt", in: .vrrpInstance) { $0.instance.noPreemptPlace = $0.place(0, in: $0.current) },
    .number("down_timer_adverts", in: .vrrpInstance, 1...100, default: "3") { $0.instance.downTimerAdvertisements = $1 },
    .boolean("strict_mode", in: .vrrpInstance, default: "vrrp_strict") { $0.instance.strict = $1 },
    .boolean("higher_prio_send_advert", in: .vrrpInstance, default: "vrrp_higher_prio_send_advert") {
        $0.instance.advertisesBeforeMakingWay = $1
    },
    .boolean("skip_check_adv_addr", in: .vrrpInstance, default: "vrrp_skip_check_adv_addr") {
        $0.instance.skipsAdvertisedAddressCheck = $1
    },
    .flag("dont_track_primary", in: .vrrpInstance) { $0.instance.ignoresInterfaceState = true },
]

private let addressKeywords: [Keyword] = [
    .list("virtual_ipaddress", in: .vrrpInstance, syntax: virtualAddressSyntax) { reader, line in
        if let address = reader.virtualAddress(line), reader.isOfInstance(address.address.prefix.address.family, at: address.place) {
            reader.instance.addresses.append(address)
        } else {
            reader.instance.hasBadAddress = true
        }
    },
    .list("virtual_ipaddress_excluded", in: .vrrpInstance, syntax: virtualAddressSyntax) { reader, line in
        if let address = reader.virtualAddress(line) { reader.instance.excludedAddresses.append(address) }
    },
    .flag("promote_secondaries", in: .vrrpInstance) { $0.instance.promotesSecondaries = true },
    .flag("no_virtual_ipaddress", in: .vrrpInstance) { $0.instance.mayHaveNoAddress = true },
    .address("mcast_src_ip", in: .vrrpInstance, default: "the interface's primary address") { reader, address in
        if reader.isOfInstance(address.family, at: reader.place(1, in: reader.current)) { reader.instance.multicastSource = address }
    },
    .address("mcast_dst_ip", in: .vrrpInstance, default: "vrrp_mcast_group4, vrrp_mcast_group6") { reader, address in
        guard reader.isOfInstance(address.family, at: reader.place(1, in: reader.current)) else { return }
        if address.family == .ipv4 ? address.isMulticast : address.isLinkLocalGroup {
            reader.instance.multicastGroup = address
        } else {
            reader.invalidValue(1, in: reader.current, expected: "a multicast address, of ff02::/16 with IPv6")
        }
    },
]

private let unicastKeywords: [Keyword] = [
    .address("unicast_src_ip", in: .vrrpInstance, default: "the interface's primary address") { reader, address in
        reader.noteUnicast()
        if reader.isOfInstance(address.family, at: reader.place(1, in: reader.current)) { reader.instance.unicastSource = address }
    },
    .list("unicast_peer", in: .vrrpInstance, syntax: "ADDR [min_ttl N] [max_ttl N]") { $0.readUnicastPeer($1) },
    .number("unicast_ttl", in: .vrrpInstance, 0...255, default: "255") { $0.instance.unicastTimeToLive = UInt8(clamping: $1) },
    .boolean("check_unicast_src", in: .vrrpInstance, default: "vrrp_check_unicast_src") { $0.instance.checksUnicastSource = $1 },
]

private let virtualAddressSyntax = addressSyntax + " [use_vmac] [no_track]"

/// An address, without what only instances or only `static_ipaddress` say of it.
let addressSyntax =
    "ADDR[/M] [brd A|+|-] [dev IF] [scope S] [label L] [peer A[/M]] [home] [-nodad] [mngtmpaddr] [noprefixroute] [autojoin] "
    + "[preferred_lft SECONDS|forever]"

private let trackingKeywords = trackKeywords(in: .vrrpInstance) { $0.instance.tracked.append($1) }

private let notificationKeywords =
    notifyKeywords(in: .vrrpInstance) { reader, set in set(&reader.instance.notifications) }
    + [
        .boolean("smtp_alert", in: .vrrpInstance, default: "smtp_alert_vrrp") { $0.instance.sendsMail = $1 },
        .boolean("notify_priority_changes", in: .vrrpInstance, default: "vrrp_notify_priority_changes") { $0.instance.tellsPriorities = $1 },
        .words("notify_deleted", in: .vrrpInstance, syntax: "[\"PROGRAM ARGUMENTS\" [USER [GROUP]]]", 0...4, namesScript: true) { reader, statement in
            reader.instance.notifications.tellsDeletion = true
            if reader.tree.wordCount(of: statement) > 1 { reader.instance.notifications.byState[.deleted] = reader.script(1, in: statement) }
        },
        .script("notify_master_rx_lower_pri", in: .vrrpInstance) { $0.instance.notifications.masterHeardLowerPriority = $1 },
    ]

private let authenticationKeywords: [Keyword] = [
    .block("authentication", in: .vrrpInstance, opens: .authentication),
    .words("auth_type", in: .authentication, syntax: "PASS|AH", 1...1) { reader, statement in
        let place = reader.place(1, in: statement)
        if reader.isWord(1, in: statement, "PASS") {
            reader.instance.authentication = .password(place)
        } else if reader.isWord(1, in: statement, "AH") {
            reader.instance.authentication = .header(place)
        } else {
            reader.invalidValue(1, in: statement, expected: "PASS or AH")
        }
    },
    .words("auth_pass", in: .authentication, syntax: "PASSWORD (at most 8 bytes)", 1...1) { reader, statement in
        reader.instance.password = Array(reader.tree.text(ofWord: 1, in: statement))
        reader.instance.passwordPlace = reader.place(1, in: statement)
    },
]

/// `vrrp_instance`: what old files have.
let vrrpInstanceOldKeywords: [Keyword] =
    [
        .words(
            "lvs_sync_daemon_interface", in: .vrrpInstance, syntax: "IF", 1...1, status: .obsolete("lvs_sync_daemon")
        ) { $0.readSyncDaemonOfInstance($1) },
        Keyword(
            "debug", in: .vrrpInstance, syntax: "0-4", values: 0...1,
            status: .noEffect("keepalived gives it no meaning either"), action: .nothing)
    ]
