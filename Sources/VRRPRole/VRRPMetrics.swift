internal import Configuration
internal import ControlProtocol
internal import EventLoop
internal import NetworkTypes
internal import VRRP

// The metrics of the role.

extension VRRPAnswers {
    typealias Family = OpenMetricsText.Family
    typealias Label = OpenMetricsText.Label
    private typealias InstanceWriter = @Sendable (InstanceRunner, [Label], ClockReading, Family, inout OpenMetricsText) -> Void

    func metrics(_ request: ControlRequest) -> ControlReply {
        let families = Self.instanceFamilies.count
        let groups = environment.groups.listing
        let trackers = trackers
        let beyond: [(Family, count: Int, (Int, Family, inout OpenMetricsText) -> Void)] = [
            (
                Family("lvsd_vrrp_sync_group_master", .gauge, "Whether the sync group is master."), groups.count,
                { $2.sample($1, [("sync_group", groups[$0].name)], groups[$0].state == .master) }
            ),
            (
                Family("lvsd_vrrp_tracker_up", .gauge, "Whether what is tracked is up."), trackers.count,
                { $2.sample($1, [("kind", trackers[$0].object.kind), ("name", trackers[$0].object.name)], trackers[$0].isUp) }
            ),
            (
                Family("lvsd_vrrp_short_packets", .counter, "Packets that were too short to name their virtual router."), 1,
                { $2.sample($1, [], shortPackets) }
            ),
            (
                Family("lvsd_vrrp_loop_round_duration_seconds", .histogram, unit: "seconds", "How long the VRRP role's loop was busy between two waits."),
                1, { $2.sample($1, [], environment.loop.rounds) }
            ),
        ]
        let clock = clock
        var page = MetricsPage(request, families: families + beyond.count)
        while let number = page.family {
            let isDone: Bool
            if number < families {
                let (family, write) = Self.instanceFamilies[number]
                isDone = page.samples(family, count: instances.count) { index, text in
                    write(instances[index], instances[index].metricLabels, clock, family, &text)
                }
            } else {
                let (family, count, write) = beyond[number - families]
                isDone = page.samples(family, count: count) { write($0, family, &$1) }
            }
            if !isDone { break }
        }
        return page.reply
    }

    private static let instanceFamilies: [(Family, InstanceWriter)] = [
        (
            Family("lvsd_vrrp_state", .gauge, "The state: 0 INIT, 1 BACKUP, 2 MASTER, 3 FAULT."),
            { runner, labels, _, family, text in text.sample(family, labels, runner.router.state.rawValue) }
        ),
        (
            Family("lvsd_vrrp_master", .gauge, "Whether this director is master."),
            { runner, labels, _, family, text in text.sample(family, labels, runner.router.state == .master) }
        ),
        (
            Family("lvsd_vrrp_priority", .gauge, "The priority that counts now."),
            { runner, labels, _, family, text in text.sample(family, labels, runner.router.effectivePriority) }
        ),
        (
            Family("lvsd_vrrp_base_priority", .gauge, "The configured priority."),
            { runner, labels, _, family, text in text.sample(family, labels, runner.router.parameters.priority) }
        ),
        (
            Family("lvsd_vrrp_advertisement_interval_seconds", .gauge, unit: "seconds", "The configured interval of advertisements."),
            { runner, labels, clock, family, text in text.sample(family, labels, runner.status(now: clock.now).advertisementInterval) }
        ),
        (
            Family("lvsd_vrrp_last_transition_timestamp_seconds", .gauge, unit: "seconds", "When the state changed last, since 1970."),
            { runner, labels, clock, family, text in text.sample(family, labels, clock.timeOfDay(runner.history.since)) }
        ),
        (
            Family("lvsd_vrrp_addresses_present", .gauge, "How many of the instance's addresses stand on this host."),
            { runner, labels, _, family, text in text.sample(family, labels, runner.addresses.listing.count(where: \.isPresent)) }
        ),
        counter("advertisements_received", "Advertisements that passed every check") { $0.advertisementsReceived },
        counter("advertisements_sent", "Advertisements that were sent") { $0.advertisementsSent },
        counter("became_master", "Times that the instance became master") { $0.becameMaster },
        counter("released_master", "Times that the instance ceased to be master") { $0.releasedMaster },
        counter("priority_zero_received", "Advertisements of priority 0 that were received") { $0.priorityZeroReceived },
        counter("priority_zero_sent", "Advertisements of priority 0 that were sent") { $0.priorityZeroSent },
        counter("address_list_mismatches", "Advertisements whose addresses differ from the configured ones") { $0.addressListErrors },
        (
            Family("lvsd_vrrp_discarded_advertisements", .counter, "Advertisements that were discarded, by reason."),
            { runner, labels, _, family, text in
                for kind in AdvertisementError.Kind.allCases { text.sample(family, labels + [("reason", "\(kind)")], runner.router.counters[kind]) }
            }
        ),
    ]

    private static func counter(_ name: String, _ help: String, _ counter: @escaping @Sendable (VirtualRouterCounters) -> UInt64) -> (Family, InstanceWriter) {
        (
            Family("lvsd_vrrp_\(name)", .counter, help + "."),
            { runner, labels, _, family, text in text.sample(family, labels, counter(runner.router.counters)) }
        )
    }

    /// Those that have reported, without those of which a number is known and not a state.
    private var trackers: [(object: TrackedObject, isUp: Bool)] {
        let objects = Set(instances.flatMap { $0.configuration.parameters.tracking.map(\.object) })
        return objects.sorted { $0.description < $1.description }.compactMap { object in
            switch environment.state(of: object) {
            case .up: (object, true)
            case .down: (object, false)
            case .value, nil: nil
            }
        }
    }
}

extension InstanceRunner {
    fileprivate var metricLabels: [OpenMetricsText.Label] {
        [
            ("instance", configuration.parameters.name), ("interface", configuration.interface),
            ("virtual_router_id", "\(configuration.parameters.virtualRouterID)"),
        ]
    }
}
