internal import Configuration
internal import ControlProtocol
internal import EventLoop
internal import LinuxSystem
internal import Logging
internal import NetworkTypes
internal import VRRP

/// What the role tells clients of the daemon, and what it does for them. Nothing is kept between two pages.
struct VRRPAnswers {
    let environment: VRRPEnvironment
    let instances: [InstanceRunner]
    /// Packets that were too short to name their virtual router.
    let shortPackets: UInt64

    init(_ environment: VRRPEnvironment, _ instances: [InstanceRunner], shortPackets: UInt64) {
        self.environment = environment
        self.instances = instances
        self.shortPackets = shortPackets
    }

    var clock: ClockReading { ClockReading(now: SystemClock.now(), sinceEpoch: SystemClock.sinceEpoch()) }

    func answer(_ request: ControlRequest) -> ControlReply {
        switch request.method {
        case .warnings: warnings(request)
        case .virtualRouters: found(request) { runner, json, clock in runner.write(to: &json, clock) }
        case .syncGroups: syncGroups(request)
        case .trackers: trackers(request)
        case .explainVirtualRouter: found(request, write: explain)
        case .statistics:
            found(request) { runner, json, _ in
                json.member("name", runner.configuration.parameters.name)
                json.object("counters") { runner.router.counters.write(to: &$0) }
            }
        case .metrics: metrics(request)
        case .dump: dump(request)
        case .failOver: failOver(request)
        case .virtualServers, .realServers, .checks, .explainRealServer, .drain, .undrain, .enable, .disable, .setWeight, .checkNow, .sessions:
            .failed(request, .methodNotImplemented, "The VRRP role can't do that.")
        }
    }

    // MARK: Reading

    private struct Warning {
        var message: String
        var object: String?
        var since: MonotonicInstant?
    }

    private func warnings(_ request: ControlRequest) -> ControlReply {
        let clock = clock
        return ControlPage.reply(
            to: request, sources: instances.count + 1, { $0 < instances.count ? warnings(of: instances[$0], now: clock.now) : hiddenProcesses }
        ) { warning, json in
            json.member("message", warning.message)
            json.member("object", warning.object)
            json.member("since", seconds: warning.since.map(clock.timeOfDay))
        }
    }

    private func warnings(of runner: InstanceRunner, now: MonotonicInstant) -> [Warning] {
        let status = runner.status(now: now)
        var sentences: [String] = []
        if status.state == .fault { sentences.append("\(status.name) is in FAULT: \(status.faults.map(\.description).joined(separator: "; ")).") }
        if status.isResting { sentences.append("\(status.name) gave up by order and doesn't take the mastership back yet.") }
        // Where there are peers by name, silence is more than being alone.
        if status.hasHeardNobody, status.state == .master, runner.configuration.parameters.unicast != nil {
            sentences.append("\(status.name) has never heard its peers: see whether their packets of protocol 112 are let in.")
        }
        if status.state == .master, case let missing = runner.addresses.listing.filter({ !$0.isPresent }), !missing.isEmpty {
            sentences.append("\(status.name) is master, but \(missing.count) of its addresses are not there.")
        }
        return sentences.map { Warning(message: $0, object: status.name, since: status.since) }
    }

    private var hiddenProcesses: [Warning] {
        guard environment.processes.isTracking, ProcessTable.isHidden else { return [] }
        return [Warning(message: "/proc hides the processes of other users (hidepid), and CAP_SYS_PTRACE is missing: track_process can't see them.")]
    }

    private func syncGroups(_ request: ControlRequest) -> ControlReply {
        let groups = environment.groups.listing.filter { group in request.argument(0).map { $0 == group.name } ?? true }
        if groups.isEmpty, let name = request.argument(0) { return .failed(request, .noSuchObject, "There is no sync group `\(name)`.") }
        let clock = clock
        return ControlPage.reply(to: request, count: groups.count) { index, json in
            json.member("name", groups[index].name)
            json.member("state", groups[index].state.description)
            json.member("since", seconds: groups[index].since.map(clock.timeOfDay))
            json.member("members", groups[index].members)
        }
    }

    /// Each with who follows it.
    private func trackers(_ request: ControlRequest) -> ControlReply {
        var followers: [TrackedObject: [String]] = [:]
        var objects: [TrackedObject] = []
        for runner in instances {
            for tracking in runner.configuration.parameters.tracking {
                if followers[tracking.object] == nil { objects.append(tracking.object) }
                followers[tracking.object, default: []].append(runner.configuration.parameters.name)
            }
        }
        if let name = request.argument(0) {
            objects.removeAll { $0.name != name && $0.description != name }
            if objects.isEmpty { return .failed(request, .noSuchObject, "Nothing of the name `\(name)` is tracked; `lvsctl show tracker` lists what is.") }
        }
        let clock = clock
        return ControlPage.reply(to: request, count: objects.count) { index, json in
            let object = objects[index]
            json.member("kind", object.kind)
            json.member("name", object.name)
            environment.state(of: object)?.write(to: &json)
            json.member("detail", environment.detail(of: object))
            json.member("since", seconds: environment.trackedSince[object].map(clock.timeOfDay))
            if case .script(let name) = object { json.member("lastRun", seconds: environment.trackers.lastResult(name).map { clock.timeOfDay($0.time) }) }
            json.member("followedBy", followers[object] ?? [])
        }
    }

    private func explain(_ runner: InstanceRunner, _ json: inout JSONText, _ clock: ClockReading) {
        let status = runner.status(now: clock.now)
        json.member("object", status.name)
        status.explanation(now: clock.now).write(to: &json)
        json.object("inputs") { runner.write(to: &$0, clock) }
    }

    // MARK: Finding

    /// One object for each instance that the argument means.
    private func found(_ request: ControlRequest, write: (InstanceRunner, inout JSONText, ClockReading) -> Void) -> ControlReply {
        let found = instances.filter { runner in request.argument(0).map { $0 == runner.configuration.parameters.name } ?? true }
        if found.isEmpty, let name = request.argument(0) { return noSuchInstance(request, name) }
        let clock = clock
        return ControlPage.reply(to: request, count: found.count) { write(found[$0], &$1, clock) }
    }

    private func noSuchInstance(_ request: ControlRequest, _ name: String) -> ControlReply {
        let names = instances.prefix(8).map { "`\($0.configuration.parameters.name)`" }.joined(separator: ", ")
        let hint = instances.isEmpty ? "none has been started yet" : "there is \(names)\(instances.count > 8 ? " and others" : "")"
        return .failed(request, .noSuchObject, "There is no vrrp_instance `\(name)`; \(hint).")
    }

    // MARK: Failover

    /// A member of a sync group takes the others with it.
    private func failOver(_ request: ControlRequest) -> ControlReply {
        guard let name = request.argument(0) else { return .failed(request, .invalidArgument, "Say which instance is to give up.") }
        guard let runner = instances.first(where: { $0.configuration.parameters.name == name }) else { return noSuchInstance(request, name) }
        var time: Duration?
        if let text = request.argument(1) {
            guard let seconds = Int64(text), (1...Int64(OrderLimits.longestFailOver)).contains(seconds) else {
                return .failed(request, .invalidArgument, "`\(text)` is no time: it is a number of seconds from 1 to \(OrderLimits.longestFailOver).")
            }
            time = .seconds(seconds)
        }
        let logger = Logger(label: "vrrp")
        logger.notice("Run-time command of uid \(request.user): failover \(name)\(time.map { " for \($0.secondsText) s" } ?? "")", metadata: DaemonLog.fields(instance: name))
        do throws(VirtualRouter.FailoverRefusal) {
            try runner.giveUp(for: time)
        } catch {
            logger.notice("Run-time command refused: \(error)", metadata: DaemonLog.fields(instance: name))
            return .failed(request, .refused, "`\(name)` can't give up: \(error).")
        }
        let group = environment.groups.group(of: name)
        for other in instances where group != nil && environment.groups.group(of: other.configuration.parameters.name) == group { other.takeRest(for: time) }
        return ControlPage.reply(to: ControlRequest(id: request.id, method: request.method), count: 1) { _, json in
            json.member("name", name)
            json.member("state", runner.router.state.description)
            json.member("syncGroup", group)
        }
    }
}
