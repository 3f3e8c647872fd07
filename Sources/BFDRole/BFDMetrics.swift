internal import BFD
internal import ControlProtocol
internal import EventLoop
internal import NetworkTypes

/// The metrics of the role.
struct BFDMetrics {
    private typealias Family = OpenMetricsText.Family
    private typealias Label = OpenMetricsText.Label

    private let sessions: Sessions
    private let clock: ClockReading

    init(_ sessions: Sessions, _ clock: ClockReading) {
        self.sessions = sessions
        self.clock = clock
    }

    func page(_ request: ControlRequest) -> ControlReply {
        let runners = sessions.runners
        let common = Self.families.count
        var page = MetricsPage(request, families: common + 2)
        while let number = page.family {
            let isDone: Bool
            switch number {
            case ..<common:
                let (family, write) = Self.families[number]
                isDone = page.samples(family, count: runners.count) { index, text in
                    let status = runners[index].session.status
                    write(status, [("session", status.definition.name), ("neighbour", "\(status.definition.neighbour)")], clock, family, &text)
                }
            case common:
                let family = Family("lvsd_bfd_unclaimed_packets", .counter, "Control packets that were for no session, or not right, by reason.")
                isDone = page.whole(family) { text in
                    for kind in BFDPacketError.Kind.allCases { text.sample(family, [("reason", "\(kind)")], sessions.discarded[kind] ?? 0) }
                }
            default:
                let family = Family(
                    "lvsd_bfd_loop_round_duration_seconds", .histogram, unit: "seconds", "How long the BFD role's loop was busy between two waits.")
                isDone = page.whole(family) { $0.sample(family, [], sessions.loop.rounds) }
            }
            if !isDone { break }
        }
        return page.reply
    }

    private typealias Writer = @Sendable (BFDSessionStatus, [Label], ClockReading, Family, inout OpenMetricsText) -> Void

    private static let families: [(Family, Writer)] = [
        (
            Family("lvsd_bfd_session_up", .gauge, "Whether the session is up."),
            { status, labels, _, family, text in text.sample(family, labels, status.state == .up) }
        ),
        (
            Family("lvsd_bfd_session_state", .gauge, "The state: 0 AdminDown, 1 Down, 2 Init, 3 Up."),
            { status, labels, _, family, text in text.sample(family, labels, status.state.rawValue) }
        ),
        (
            Family("lvsd_bfd_session_diagnostic", .gauge, "Why the session was last down, by the number of RFC 5880."),
            { status, labels, _, family, text in text.sample(family, labels, status.diagnostic.number) }
        ),
        (
            Family("lvsd_bfd_session_detection_time_seconds", .gauge, unit: "seconds", "How long the neighbour may be silent."),
            { status, labels, _, family, text in text.sample(family, labels, status.times.detectionTime) }
        ),
        (
            Family("lvsd_bfd_session_transmit_interval_seconds", .gauge, unit: "seconds", "Between two packets to the neighbour, before the jitter."),
            { status, labels, _, family, text in text.sample(family, labels, status.times.transmitInterval) }
        ),
        (
            Family("lvsd_bfd_session_last_transition_timestamp_seconds", .gauge, unit: "seconds", "When the state changed last, since 1970."),
            { status, labels, clock, family, text in
                if let last = status.lastTransition { text.sample(family, labels, clock.timeOfDay(last.time)) }
            }
        ),
        counter("transitions", "Changes of the session's state") { $0.transitions },
        counter("packets_sent", "Control packets that were sent") { $0.sent },
        counter("packets_received", "Control packets that were listened to") { $0.received },
        counter("packets_discarded", "Control packets that were for the session and weren't listened to") { $0.discarded },
    ]

    private static func counter(_ name: String, _ help: String, _ counter: @escaping @Sendable (BFDCounters) -> UInt64) -> (Family, Writer) {
        (
            Family("lvsd_bfd_session_\(name)", .counter, help + "."),
            { status, labels, _, family, text in text.sample(family, labels, counter(status.counters)) }
        )
    }
}
