internal import VRRP

extension ConfigurationWriter {
    mutating func write(_ group: SyncGroupDefinition) {
        block("vrrp_sync_group", Self.quoted(group.name)) { writer in
            writer.block("group") { writer in
                for member in group.members { writer.line(Self.quoted(member)) }
            }
            if group.allowsMemberWeights { writer.line("sync_group_tracking_weight") }
            writer.write(group.tracking)
            writer.write(group.notifications)
            writer.line("smtp_alert", group.sendsMail ? "on" : "off")
        }
    }
}
