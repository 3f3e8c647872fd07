internal import BFD
internal import ControlProtocol
internal import LinuxSystem
internal import NetworkTypes

/// What the role tells clients of the daemon. Nothing is kept between two pages.
struct BFDAnswers {
    let sessions: Sessions

    init(_ sessions: Sessions) {
        self.sessions = sessions
    }

    private var runners: [SessionRunner] { sessions.runners }

    private var clock: ClockReading { ClockReading(now: SystemClock.now(), sinceEpoch: SystemClock.sinceEpoch()) }

    func answer(_ request: ControlRequest) -> ControlReply {
        switch request.method {
        case .warnings: warnings(request)
        case .sessions: found(request) { status, json in status.write(to: &json, clock) }
        case .statistics:
            found(request) { status, json in
                json.member("name", status.definition.name)
                json.object("counters") { status.writeCounters(to: &$0) }
            }
        case .metrics: BFDMetrics(sessions, clock).page(request)
        case .dump: dump(request)
        case .virtualRouters, .syncGroups, .trackers, .virtualServers, .realServers, .checks, .explainVirtualRouter, .explainRealServer, .drain,
            .undrain, .enable, .disable, .setWeight, .checkNow, .failOver:
            .failed(request, .methodNotImplemented, "The BFD role can't do that.")
        }
    }

    private func found(_ request: ControlRequest, _ write: (BFDSessionStatus, inout JSONText) -> Void) -> ControlReply {
        var found = runners
        if let name = request.argument(0) {
            found = runners.filter { $0.name == name }
            if found.isEmpty { return .failed(request, .noSuchObject, "There is no bfd_instance `\(name)`; `lvsctl show bfd` lists them.") }
        }
        return ControlPage.reply(to: request, count: found.count) { index, json in write(found[index].session.status, &json) }
    }

    private func warnings(_ request: ControlRequest) -> ControlReply {
        let down = runners.filter { $0.session.report == false }
        let clock = clock
        return ControlPage.reply(to: request, count: down.count) { index, json in
            let status = down[index].session.status
            let reason = status.diagnostic == .none ? "nothing was heard of it yet" : "\(status.diagnostic)"
            json.member("message", "The BFD session \(status.definition.name) with \(status.definition.neighbour) is \(status.state): \(reason).")
            json.member("object", status.definition.name)
            json.member("since", seconds: status.lastTransition.map { clock.timeOfDay($0.time) })
        }
    }

    // MARK: Files

    func piece(of file: DataFile, at position: UInt64) -> DataFileWriter.Piece {
        let request = ControlRequest(id: 0, method: .sessions, cursor: position)
        switch file {
        case .data: return DataFileWriter.Piece(dump(request))
        case .statistics, .statisticsAndClear:
            return DataFileWriter.Piece(
                runners.flatMap { runner in
                    let counters = runner.session.counters
                    let lines = [
                        "BFD Instance: \(runner.name)", "  Packets:", "    Received: \(counters.received)", "    Sent: \(counters.sent)",
                        "    Discarded: \(counters.discarded)", "  Became up: \(counters.timesUp)", "  Transitions: \(counters.transitions)",
                    ]
                    return Array(lines.map { $0 + "\n" }.joined().utf8)
                })
        case .json:
            let reply = answer(request)
            let objects = reply.body.split(separator: UInt8(ascii: "\n")).joined(separator: Array(",\n".utf8))
            let isLast = reply.outcome == .lastPage
            return DataFileWriter.Piece(
                Array((position == 0 ? "[" : ",").utf8) + objects + (isLast ? Array("]\n".utf8) : []), next: isLast ? nil : reply.cursor)
        }
    }

    /// Lines as keepalived's.
    private func dump(_ request: ControlRequest) -> ControlReply {
        var page = TextPage()
        for (index, runner) in runners.enumerated().dropFirst(Int(clamping: request.cursor)) {
            let head = index == 0 ? ["------< BFD Topology >------"] : []
            guard page.add({ head + runner.session.status.lines(clock) }) else { return page.reply(to: request, next: UInt64(index)) }
        }
        if runners.isEmpty { _ = page.add { ["------< BFD Topology >------"] } }
        return page.reply(to: request)
    }
}

extension BFDSessionStatus {
    fileprivate func lines(_ clock: ClockReading) -> [String] {
        func micros(_ duration: Duration) -> String { "\(duration.wholeNanoseconds / 1000) us" }
        return [
            " BFD Instance = \(definition.name)", "   Neighbor IP = \(definition.neighbour)",
            "   Source IP = \(definition.source.map { "\($0)" } ?? "(the kernel's choice)")",
            "   Required min RX interval = \(micros(definition.receiveInterval))", "   Desired min TX interval = \(micros(definition.transmitInterval))",
            "   Desired idle TX interval = \(micros(definition.idleInterval))", "   Detection multiplier = \(definition.multiplier)",
            "   TTL = \(definition.sentHopLimit)", "   max_hops = \(definition.hops.map { "\($0)" } ?? "-1")",
            "   multihop = \(definition.isMultihop)", "   passive = \(definition.isPassive)", "   local state = \(state)", "   remote state = \(remoteState)",
            "   local discriminator = \(discriminator)", "   remote discriminator = \(remoteDiscriminator)", "   local diag = \(diagnostic)",
            "   remote diag = \(remoteDiagnostic)", "   remote min tx intv = \(micros(times.remoteTransmit))",
            "   remote min rx intv = \(micros(times.remoteReceive))", "   remote demand = \(isRemoteDemand ? 1 : 0)",
            "   remote detect multiplier = \(times.remoteMultiplier)", "   \(isPolling ? "" : "!")poll",
            "   local tx intv = \(micros(times.transmitInterval))", "   local detection time = \(micros(times.detectionTime))",
            "   last seen = \(lastReception.map { clock.timeOfDay($0).secondsText } ?? "[never]")",
        ]
    }
}
