internal import ControlProtocol
internal import HealthCheck
internal import IPVSTable
internal import NetworkTypes
internal import VirtualServers

/// Everything about the role in words, as keepalived's data files have it: one block per virtual server, real server and check.
extension CheckAnswers {
    func dump(_ request: ControlRequest) -> ControlReply {
        var page = TextPage()
        // The virtual server itself stands before its real servers, at 0.
        var cursor = NestedCursor(request.cursor)
        let clock = clock
        while cursor.outer < runners.count {
            let runner = runners[cursor.outer]
            let count = runner.server.definition.realServers.count
            while cursor.inner <= count {
                let index = cursor.inner
                guard page.add({ index == 0 ? Self.lines(of: runner, table, clock) : Self.lines(of: runner, index - 1, clock) }) else {
                    return page.reply(to: request, next: cursor.packed)
                }
                cursor.inner += 1
            }
            cursor.leave()
        }
        return page.reply(to: request)
    }

    private static func lines(of runner: VirtualServerRunner, _ table: KernelTable, _ clock: ClockReading) -> [String] {
        let status = runner.server.status
        var lines = [
            "------< Virtual server \(status.identity) >------",
            " name = \(status.identity.fullName)", " state = \(status.stateName)",
            " since = \(clock.timeOfDay(status.since).secondsText)", " services = \(status.services)", " scheduler = \(status.settings)",
            " quorum = \(status.quorum.quorum), hysteresis = \(status.quorum.hysteresis)",
            " weight of live real servers = \(status.quorum.weight) of \(status.totalWeight)",
            " real servers = \(status.realServers)" + status.counts.sorted { $0.key < $1.key }.map { ", \($0.key) \($0.value)" }.joined(),
            " suspended = \(runner.isSuspended)", " panic = \(status.panic.map { "\($0)" } ?? "no")",
        ]
        if let sorry = status.sorryServer { lines.append(" sorry server = \(sorry), \(status.sorryServes ? "serves" : "stands by")") }
        for server in status.leaving {
            lines.append(" leaving = \(server.identity) until \(clock.timeOfDay(server.deadline).secondsText), \(server.connections) connections")
        }
        return lines + (table.traffic(of: runner.server).map { Self.lines(of: $0, indentation: " ") } ?? [])
    }

    private static func lines(of runner: VirtualServerRunner, _ index: Int, _ clock: ClockReading) -> [String] {
        let status = runner.server.status(of: index)
        var lines = [
            "  ---< Real server \(status.name) >---",
            "   state = \(status.state.name)", "   since = \(clock.timeOfDay(status.since).secondsText)",
            "   weight = \(status.weight), configured \(status.configuredWeight), in the table \(status.tableWeight.map { "\($0)" } ?? "none")",
            "   forwarding = \(status.forwarding.name)",
        ]
        if let order = status.order {
            let weight = order.weight.map { " \($0)" } ?? ""
            lines.append("   ordered = \(order.name)\(weight)\(order.isPersistent ? ", persistent" : "")")
        }
        for check in runner.checkStatuses(of: index) {
            lines.append("   check = \(check.title) \(check.words(now: clock.now)), every \(check.interval.secondsText) s, shared by \(check.sharedBy)")
        }
        return lines
    }

    private static func lines(of traffic: TrafficReport, indentation: String) -> [String] {
        let counts = traffic.statistics
        return [
            "\(indentation)connections = \(counts.activeConnections) active, \(counts.inactiveConnections) inactive, \(counts.traffic.connections) in all",
            "\(indentation)packets = \(counts.traffic.packetsIn) in, \(counts.traffic.packetsOut) out",
            "\(indentation)bytes = \(counts.traffic.bytesIn) in, \(counts.traffic.bytesOut) out",
        ]
    }
}
