internal import ConfigurationLanguage
internal import NetworkTypes
internal import VRRP

/// `global_defs`: what is built.
let globalKeywords: [Keyword] =
    preprocessingKeywords + identityKeywords + socketBufferKeywords + routingNameKeywords + scriptKeywords + globalNotificationKeywords + mailKeywords + ipvsKeywords + tableKeywords + controlKeywords + processKeywords + daemonKeywords + instanceDefaultKeywords + protocolDefaultKeywords

/// What they do, they have done when the text was read.
private let preprocessingKeywords: [Keyword] = [
    Keyword(
        "include_check", in: .globalDefinitions, syntax: "[+|-]readable|match|wildcard_match|brace_match...", values: 0...Int.max,
        directive: .includeCheck, action: .nothing),
    Keyword(
        "random_seed", in: .globalDefinitions, .integer(0...greatestCount), syntax: "0-\(greatestCount)", values: 1...1,
        directive: .randomSeed, action: .value { reader, statement in _ = reader.number(1, in: statement, 0...greatestCount) }),
]

private let identityKeywords: [Keyword] = [
    .text("router_id", in: .globalDefinitions, syntax: "NAME", default: "host name") { $0.configuration.global.routerID = $1 },
    .text("lvs_id", in: .globalDefinitions, syntax: "NAME", status: .obsolete("router_id")) { $0.configuration.global.routerID = $1 },
]

private let scriptKeywords: [Keyword] = [
    .words("script_user", in: .globalDefinitions, syntax: "USER [GROUP]", default: "keepalived_script, else root", 1...3) { reader, statement in
        reader.defaults.scriptUser = reader.scriptUser(1, in: statement)
    },
    .flag("enable_script_security", in: .globalDefinitions) { reader in
        reader.requirements.asksForScriptSecurity = true
        reader.configuration.global.scriptPolicy.requiresSecurePaths = true
    },
    .flag("set_supplementary_groups", in: .globalDefinitions) { $0.configuration.global.scriptPolicy.setsSupplementaryGroups = true },
    .flag("script_no_new_privileges", in: .globalDefinitions) { $0.configuration.global.scriptPolicy.forbidsNewPrivileges = true },
]

private let mailKeywords: [Keyword] = [
    .list("notification_email", in: .globalDefinitions, syntax: "ADDRESS...") {
        reader, line in
        for word in 0..<reader.tree.wordCount(of: line) {
            reader.configuration.global.mail.recipients.append(reader.string(word, in: line))
        }
    },
    .boolean("smtp_alert", in: .globalDefinitions, default: "off for instances and virtual servers, on for real servers") { $0.defaults.sendsMail = $1 },
    .boolean("smtp_alert_vrrp", in: .globalDefinitions, default: "smtp_alert") { $0.defaults.sendsMailOfInstances = $1 },
    .boolean("smtp_alert_checker", in: .globalDefinitions, default: "smtp_alert") { $0.defaults.sendsMailOfServers = $1 },
    Keyword(
        "no_checker_emails", in: .globalDefinitions, .boolean, syntax: "[on|off]", values: 0...1,
        status: .noEffect("mail is sent when a real server comes alive or fails, not for each of its checkers"), action: .nothing),
    .boolean("rs_init_notifies", in: .globalDefinitions, default: "off") { $0.configuration.global.notifiesInitialStates = $1 },
    .flag("no_email_faults", in: .globalDefinitions) { $0.configuration.global.mail.leavesOutFaults = true },
    .text("notification_email_from", in: .globalDefinitions, syntax: "ADDRESS", default: "user@host") {
        $0.configuration.global.mail.sender = $1
    },
    .words("smtp_server", in: .globalDefinitions, syntax: "ADDR [PORT]", 1...2) { reader, statement in
        var port = 25
        if reader.tree.wordCount(of: statement) > 2 {
            guard let given = reader.number(2, in: statement, 1...65535) else { return }
            port = given
        }
        reader.configuration.global.mail.server = reader.string(1, in: statement)
        reader.configuration.global.mail.port = UInt16(clamping: port)
    },
    .text("smtp_helo_name", in: .globalDefinitions, syntax: "NAME", default: "host name") { $0.configuration.global.mail.heloName = $1 },
    .seconds("smtp_connect_timeout", in: .globalDefinitions, .seconds(1)...longestTime, default: "30") {
        $0.configuration.global.mail.connectTimeout = $1
    },
]

private let ipvsKeywords: [Keyword] = [
    .flag("lvs_flush", in: .globalDefinitions) { $0.configuration.global.flushAtStart = true },
    .words("lvs_flush_on_stop", in: .globalDefinitions, syntax: "[VS]", 0...1, read: readFlushOnStop),
    .words(
        "lvs_flush_onstop", in: .globalDefinitions, syntax: "[VS]", 0...1, status: .obsolete("lvs_flush_on_stop"), read: readFlushOnStop),
    .boolean("checker_log_all_failures", in: .globalDefinitions, default: "off") { $0.configuration.global.logsAllCheckFailures = $1 },
]

@Sendable
private func readFlushOnStop(_ reader: inout Reader, _ statement: Int) {
    if reader.tree.wordCount(of: statement) == 1 {
        reader.configuration.global.flushOnStop = .everything
    } else if reader.isWord(1, in: statement, "VS") {
        reader.configuration.global.flushOnStop = .virtualServers
    } else {
        reader.invalidValue(1, in: statement, expected: "`VS` or nothing")
    }
}

/// What instances take over unless they say otherwise.
private let instanceDefaultKeywords: [Keyword] = [
    .number("vrrp_version", in: .globalDefinitions, 2...3, default: "2") { $0.defaults.version = $1 == 3 ? .version3 : .version2 },
    .boolean("v3_checksum_as_v2", in: .globalDefinitions, default: "off") { $0.defaults.leavesOutPseudoHeader = $1 },
    .address("vrrp_mcast_group4", in: .globalDefinitions, default: "224.0.0.18") { reader, address in
        if address.family == .ipv4, address.isMulticast {
            reader.defaults.multicastGroup = address
        } else {
            reader.invalidValue(1, in: reader.current, expected: "an IPv4 multicast address")
        }
    },
    .words("default_interface", in: .globalDefinitions, syntax: "IF", default: "eth0", 1...1) { reader, statement in
        if let name = reader.deviceName(1, in: statement) { reader.defaults.interface = name }
    },
    .boolean("vrrp_strict", in: .globalDefinitions, default: "off") { $0.defaults.strict = $1 },
    .boolean("vrrp_higher_prio_send_advert", in: .globalDefinitions, default: "on") { $0.defaults.advertisesBeforeMakingWay = $1 },
    .boolean("vrrp_skip_check_adv_addr", in: .globalDefinitions) { $0.defaults.skipsAdvertisedAddressCheck = $1 },
    .boolean("vrrp_check_unicast_src", in: .globalDefinitions, default: "off") { $0.defaults.checksUnicastSource = $1 },
    .number("vrrp_down_timer_adverts", in: .globalDefinitions, 1...100, default: "3") { $0.defaults.downTimerAdvertisements = $1 },
]

/// The longest time that keepalived's timers hold: 2^32 - 1 seconds, here to the microsecond below 2^32.
let longestTime = Duration.seconds(4_294_967_295)
/// The largest unsigned number that keepalived's parser takes.
let greatestCount = 4_294_967_295
