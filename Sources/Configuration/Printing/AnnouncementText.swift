internal import NetworkTypes
internal import VRRP

extension ConfigurationWriter {
    mutating func writeGratuitousARP(_ instance: VRRPInstance) {
        line("garp_master_delay", instance.parameters.gratuitousARPDelay.secondsText)
        line("garp_master_repeat", "\(instance.parameters.gratuitousARPRepeat)")
        line("garp_master_refresh", instance.parameters.gratuitousARPRefresh.secondsText)
        line("garp_master_refresh_repeat", "\(instance.parameters.gratuitousARPRefreshRepeat)")
        line("garp_lower_prio_delay", instance.parameters.gratuitousARPLowerPriorityDelay.secondsText)
        line("garp_lower_prio_repeat", "\(instance.parameters.gratuitousARPLowerPriorityRepeat)")
        if let extra = instance.extraAnnouncements {
            line("garp_extra_if", (extra.onAllInterfaces ? "all " : "") + extra.interval.secondsText)
        }
    }

    mutating func write(_ groups: [AnnouncementLimits.Group]) {
        for group in groups {
            separator()
            block("garp_group") { writer in
                if let interval = group.gratuitousARP { writer.line("garp_interval", interval.secondsText) }
                if let interval = group.neighbourAdvertisement { writer.line("gna_interval", interval.secondsText) }
                writer.block("interfaces") { writer in
                    for name in group.interfaces { writer.line(Self.quoted(name)) }
                }
            }
        }
    }
}
