internal import ConfigurationLanguage
internal import VRRP

/// `vrrp_sync_group`.
let syncGroupKeywords: [Keyword] =
    [
        .block(
            "vrrp_sync_group", in: .root, syntax: "NAME", opens: .syncGroup, 1...1, part: .vrrp,
            begin: { $0.beginSyncGroup($1) }, end: { $0.endSyncGroup($1) }),
        .list("group", in: .syncGroup, syntax: "INSTANCE") { $0.readSyncGroupMembers($1) },
        .boolean("smtp_alert", in: .syncGroup, default: "smtp_alert_vrrp") { $0.syncGroups.current.sendsMail = $1 },
        .flag("sync_group_tracking_weight", in: .syncGroup) { $0.syncGroups.current.allowsMemberWeights = true },
        .flag("global_tracking", in: .syncGroup, status: .obsolete("sync_group_tracking_weight")) {
            $0.syncGroups.current.allowsMemberWeights = true
        },
    ]
    + trackKeywords(in: .syncGroup) { $0.syncGroups.current.tracked.append($1) }
    + notifyKeywords(in: .syncGroup) { reader, set in set(&reader.syncGroups.current.notifications) }
    + [
        .boolean("notify_priority_changes", in: .syncGroup, default: "as its members say") { $0.syncGroups.current.tellsPriorities = $1 },
        Keyword(
            "notify_deleted", in: .syncGroup, values: 0...4, status: .noEffect("keepalived's manual alone has it; instances take it"), action: .nothing),
    ]
