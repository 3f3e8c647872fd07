internal import ConfigurationLanguage
internal import NetworkTypes
internal import VRRP

/// Gratuitous ARPs and unsolicited neighbour advertisements: of an instance, for all of them, and how fast they may be sent.
let announcementKeywords: [Keyword] = instanceAnnouncementKeywords + defaultAnnouncementKeywords + limitKeywords

private let instanceAnnouncementKeywords: [Keyword] = [
    .seconds("garp_master_delay", in: .vrrpInstance, .zero...longestTime, default: "vrrp_garp_master_delay") {
        $0.instance.garp.masterDelay = $1
    },
    .number("garp_master_repeat", in: .vrrpInstance, 1...greatestCount, default: "vrrp_garp_master_repeat") {
        $0.instance.garp.masterRepeat = $1
    },
    .seconds("garp_master_refresh", in: .vrrpInstance, .zero...longestTime, default: "vrrp_garp_master_refresh") {
        $0.instance.garp.refresh = $1
    },
    .number("garp_master_refresh_repeat", in: .vrrpInstance, 1...greatestCount, default: "vrrp_garp_master_refresh_repeat") {
        $0.instance.garp.refreshRepeat = $1
    },
    .seconds("garp_lower_prio_delay", in: .vrrpInstance, .zero...longestTime, default: "vrrp_garp_lower_prio_delay") {
        $0.instance.garp.lowerPriorityDelay = $1
    },
    .number("garp_lower_prio_repeat", in: .vrrpInstance, 0...greatestCount, default: "vrrp_garp_lower_prio_repeat") {
        $0.instance.garp.lowerPriorityRepeat = $1
    },
    .words("garp_extra_if", in: .vrrpInstance, syntax: "[all] SECONDS", default: "vrrp_garp_extra_if", 1...2, read: readExtraAnnouncements),
    .words("vmac_garp_intvl", in: .vrrpInstance, syntax: "[all] SECONDS", 1...2, status: .obsolete("garp_extra_if"), read: readExtraAnnouncements),
]

@Sendable
private func readExtraAnnouncements(_ reader: inout Reader, _ statement: Int) {
    if let extra = reader.extraAnnouncements(statement) { reader.instance.extraAnnouncements = extra }
}

private let defaultAnnouncementKeywords: [Keyword] = [
    .seconds("vrrp_garp_master_delay", in: .globalDefinitions, .zero...longestTime, default: "5") { $0.defaults.garp.masterDelay = $1 },
    .number("vrrp_garp_master_repeat", in: .globalDefinitions, 1...greatestCount, default: "5") { $0.defaults.garp.masterRepeat = $1 },
    .seconds("vrrp_garp_master_refresh", in: .globalDefinitions, .zero...longestTime, default: "0") { $0.defaults.garp.refresh = $1 },
    .number("vrrp_garp_master_refresh_repeat", in: .globalDefinitions, 1...greatestCount, default: "1") {
        $0.defaults.garp.refreshRepeat = $1
    },
    .seconds("vrrp_garp_lower_prio_delay", in: .globalDefinitions, .zero...longestTime, default: "vrrp_garp_master_delay") {
        $0.defaults.garp.lowerPriorityDelay = $1
    },
    .number("vrrp_garp_lower_prio_repeat", in: .globalDefinitions, 0...greatestCount, default: "vrrp_garp_master_repeat") {
        $0.defaults.garp.lowerPriorityRepeat = $1
    },
    // keepalived's manual has 0 as the default while its parser refuses 0; many files carry it, and what it means is plain.
    .seconds("vrrp_garp_interval", in: .globalDefinitions, .zero...longestTime, default: "0") {
        $0.configuration.global.announcementLimits.gratuitousARP = $1
    },
    .seconds("vrrp_gna_interval", in: .globalDefinitions, .zero...longestTime, default: "0") {
        $0.configuration.global.announcementLimits.neighbourAdvertisement = $1
    },
    .boolean("vrrp_min_garp", in: .globalDefinitions, default: "off") { $0.defaults.announcesOnce = $1 },
    .words("vrrp_garp_extra_if", in: .globalDefinitions, syntax: "[all] SECONDS", default: "0", 1...2, read: readExtraAnnouncementDefault),
    .words(
        "vrrp_vmac_garp_intvl", in: .globalDefinitions, syntax: "[all] SECONDS", 1...2, status: .obsolete("vrrp_garp_extra_if"),
        read: readExtraAnnouncementDefault),
]

@Sendable
private func readExtraAnnouncementDefault(_ reader: inout Reader, _ statement: Int) {
    if let extra = reader.extraAnnouncements(statement) { reader.defaults.extraAnnouncements = extra }
}

private let limitKeywords: [Keyword] = [
    .block(
        "garp_group", in: .root, opens: .garpGroup, part: .vrrp,
        begin: { reader, _ in
            reader.announcementGroup = AnnouncementGroupDraft()
            return true
        }, end: { $0.endAnnouncementGroup($1) }),
    .seconds("garp_interval", in: .garpGroup, .zero...longestTime) { $0.announcementGroup.gratuitousARP = $1 },
    .seconds("gna_interval", in: .garpGroup, .zero...longestTime) { $0.announcementGroup.neighbourAdvertisement = $1 },
    .words("interface", in: .garpGroup, syntax: "IF", 1...1) { reader, statement in
        if let name = reader.interfaceName(1, in: statement) { reader.addToAnnouncementGroup(name, at: reader.place(1, in: statement)) }
    },
    .list("interfaces", in: .garpGroup, syntax: "IF") { reader, line in
        if let name = reader.interfaceName(0, in: line) { reader.addToAnnouncementGroup(name, at: reader.place(0, in: line)) }
    },
]
