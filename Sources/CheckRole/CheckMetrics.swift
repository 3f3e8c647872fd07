internal import ControlProtocol
internal import EventLoop
internal import HealthCheck
internal import IPVSTable
internal import NetworkTypes
internal import VirtualServers

// The metrics of the role: families about the role itself, then of virtual servers, real servers and checks.

extension CheckAnswers {
    typealias Family = OpenMetricsText.Family
    typealias Label = OpenMetricsText.Label

    func metrics(_ request: ControlRequest) -> ControlReply {
        var page = MetricsPage(request, families: Self.roleFamilies.count + Self.virtualServerFamilies.count + Self.realServerFamilies.count)
        while let number = page.family {
            let isDone: Bool
            switch number {
            case ..<Self.roleFamilies.count:
                isDone = page.whole(Self.roleFamilies[number].0) { Self.roleFamilies[number].1(self, Self.roleFamilies[number].0, &$0) }
            case ..<(Self.roleFamilies.count + Self.virtualServerFamilies.count):
                let (family, write) = Self.virtualServerFamilies[number - Self.roleFamilies.count]
                isDone = page.samples(family, count: runners.count) { index, text in
                    write(runners[index], runners[index].server.definition.identity.metricLabels, table, family, &text)
                }
            default:
                let (family, needsTraffic, write) = Self.realServerFamilies[number - Self.roleFamilies.count - Self.virtualServerFamilies.count]
                isDone = realServerSamples(&page, family, needsTraffic: needsTraffic, write)
            }
            if !isDone { break }
        }
        return page.reply
    }

    /// One family over all real servers. The position on the page is a `NestedCursor`: virtual server, real server.
    private func realServerSamples(
        _ page: inout MetricsPage, _ family: Family, needsTraffic: Bool, _ write: (RealServerSample, Family, inout OpenMetricsText) -> Void
    ) -> Bool {
        var cursor = NestedCursor(page.position)
        page.begin(family)
        while cursor.outer < runners.count {
            let runner = runners[cursor.outer]
            let count = runner.server.definition.realServers.count
            while cursor.inner < count {
                let range = cursor.inner..<min(cursor.inner + 512, count)
                let traffic = needsTraffic ? table.traffic(of: runner.server, realServers: range) : [:]
                for index in range {
                    let sample = RealServerSample(runner: runner, index: index, traffic: traffic[index])
                    guard page.add({ write(sample, family, &$0) }) else { return page.stop(at: NestedCursor(outer: cursor.outer, inner: index).packed) }
                }
                cursor.inner = range.upperBound
            }
            cursor.leave()
        }
        page.endFamily()
        return true
    }

    // MARK: The role

    private static let roleFamilies: [(Family, @Sendable (CheckAnswers, Family, inout OpenMetricsText) -> Void)] = [
        (
            Family("lvsd_check_loop_round_duration_seconds", .histogram, unit: "seconds", "How long the check role's loop was busy between two waits."),
            { answers, family, text in text.sample(family, [], answers.environment.loop.rounds) }
        ),
        (
            Family("lvsd_check_probes", .counter, "Probes that have ended, by kind and result."),
            { answers, family, text in
                for (kind, counts) in answers.environment.probeCounts.kinds.sorted(by: { $0.key < $1.key }) {
                    text.sample(family, [("kind", kind), ("result", "success")], counts.succeeded)
                    text.sample(family, [("kind", kind), ("result", "failure")], counts.failed)
                }
            }
        ),
        (
            Family("lvsd_check_probe_duration_seconds", .histogram, unit: "seconds", "How long probes took from their start to their verdict, by kind."),
            { answers, family, text in
                for (kind, counts) in answers.environment.probeCounts.kinds.sorted(by: { $0.key < $1.key }) {
                    text.sample(family, [("kind", kind)], counts.latency)
                }
            }
        ),
        (
            Family("lvsd_check_probe_lateness_seconds", .histogram, unit: "seconds", "How long after their time probes began."),
            { answers, family, text in text.sample(family, [], answers.environment.dispatcher.lateness.histogram) }
        ),
        (
            Family("lvsd_check_probes_waiting", .gauge, "Probes that are due and wait for the configured limits."),
            { answers, family, text in text.sample(family, [], answers.environment.dispatcher.waitingCount) }
        ),
        (
            Family("lvsd_ipvs_commands", .counter, "Commands sent to the kernel's IPVS table."),
            { answers, family, text in text.sample(family, [], answers.table.counts.commands) }
        ),
        (
            Family("lvsd_ipvs_batches", .counter, "Batches in which commands were sent to the kernel's IPVS table."),
            { answers, family, text in text.sample(family, [], answers.table.counts.batches) }
        ),
        (
            Family("lvsd_ipvs_refusals", .counter, "Commands that the kernel refused, as far as they were logged."),
            { answers, family, text in text.sample(family, [], answers.table.counts.refusals) }
        ),
        (
            Family("lvsd_ipvs_netlink_failures", .counter, "Batches and readings of the kernel's IPVS table that came to nothing."),
            { answers, family, text in text.sample(family, [], answers.table.counts.failures) }
        ),
        (
            Family("lvsd_ipvs_comparisons", .counter, "Comparisons of the kernel's IPVS table with what it should hold."),
            { answers, family, text in text.sample(family, [], answers.table.counts.comparisons) }
        ),
        (
            Family("lvsd_ipvs_drifts", .counter, "Differences that somebody else had made in the kernel's IPVS table."),
            { answers, family, text in text.sample(family, [], answers.table.counts.drifts) }
        ),
        (
            Family("lvsd_ipvs_repairs", .counter, "Differences in the kernel's IPVS table that were repaired."),
            { answers, family, text in text.sample(family, [], answers.table.counts.repairs) }
        ),
        (
            Family("lvsd_ipvs_commands_waiting", .gauge, "Commands for the kernel's IPVS table that wait to be sent."),
            { answers, family, text in text.sample(family, [], answers.table.keeper.waitingCommands) }
        ),
        (
            Family("lvsd_ipvs_services_in_doubt", .gauge, "Services of which the kernel refuses a command, or that can't be read."),
            { answers, family, text in text.sample(family, [], answers.table.keeper.doubtfulServices.count) }
        ),
    ]
}

extension VirtualServerIdentity {
    /// `virtual_server` as `ADDR:PORT`, `fwmark:N` or `group:NAME`, and `protocol`.
    var metricLabels: [OpenMetricsText.Label] {
        let name = switch self {
        case .service(.endpoint(_, let endpoint)): "\(endpoint)"
        case .service(.firewallMark(let mark, let family)): "fwmark:\(mark)" + (family == .ipv6 ? ":inet6" : "")
        case .group(let name, _, let family): "group:\(name)" + (family == .ipv6 ? ":inet6" : "")
        }
        return [("virtual_server", name), ("protocol", transport?.name ?? "")]
    }
}
