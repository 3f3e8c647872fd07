internal import ControlProtocol
internal import EventLoop
internal import HealthCheck
internal import IPVSTable
internal import LinuxSystem
internal import NetworkTypes
internal import VirtualServers

/// What the role tells clients of the daemon, and what it does for them. Nothing is kept between two pages.
struct CheckAnswers {
    let environment: CheckEnvironment
    let virtualServers: VirtualServerRunners
    let table: KernelTable
    /// In the order of the configuration, and then those that are leaving.
    var runners: [VirtualServerRunner] { virtualServers.ordered }

    init(_ environment: CheckEnvironment, _ virtualServers: VirtualServerRunners, _ table: KernelTable) {
        self.environment = environment
        self.virtualServers = virtualServers
        self.table = table
    }

    var clock: ClockReading { ClockReading(now: environment.loop.now, sinceEpoch: SystemClock.sinceEpoch()) }

    func answer(_ request: ControlRequest) -> ControlReply {
        do throws(AnswerFailure) {
            switch request.method {
            case .warnings: return warnings(request)
            case .virtualServers: return try virtualServers(request)
            case .realServers: return try realServers(request)
            case .checks: return try checks(request)
            case .explainRealServer: return try explain(request)
            case .statistics: return try statistics(request)
            case .metrics: return metrics(request)
            case .dump: return dump(request)
            case .drain, .undrain, .enable, .disable, .setWeight, .checkNow: return try obey(request)
            case .sessions, .virtualRouters, .syncGroups, .trackers, .explainVirtualRouter, .failOver:
                return .failed(request, .methodNotImplemented, "The check role can't do that.")
            }
        } catch {
            return .failed(request, error.failure, error.sentence)
        }
    }

    // MARK: Finding

    /// The virtual servers that an argument means; all of them where it is empty.
    func find(_ argument: String?) throws(AnswerFailure) -> [VirtualServerRunner] {
        guard let argument else { return runners }
        let pattern = ServerPattern(argument)
        let found = runners.filter { pattern.matches($0.server.definition.identity) }
        if found.count == 1 { return found }
        if found.isEmpty {
            throw AnswerFailure(.noSuchObject, "There is no virtual server `\(argument)`; `lvsctl show virtual-server` lists them.")
        }
        // The name as a status has it means that one; of two that the configuration calls the same, the one whose name has nothing behind it.
        for name in [\VirtualServerIdentity.trackingName, \.fullName] {
            let exact = found.filter { $0.server.definition.identity[keyPath: name] == argument }
            if exact.count == 1 { return exact }
        }
        let names = found.prefix(8).map { "`\($0.server.definition.identity.distinctName)`" }.joined(separator: ", ")
        throw AnswerFailure(.ambiguousObject, "`\(argument)` fits \(found.count) virtual servers: \(names)\(found.count > 8 ? " and others" : ""). Say which one.")
    }

    /// The real servers that an argument means, with their indices; a port may be left out and means any.
    ///
    /// - Parameter name: of the virtual server as it was given, for the sentence.
    func find(_ argument: String?, in runners: [VirtualServerRunner], of name: String?) throws(AnswerFailure) -> [(VirtualServerRunner, Int)] {
        guard let argument else { throw AnswerFailure(.invalidArgument, "Say which real server is meant.") }
        let pattern = ServerPattern(argument)
        var found: [(VirtualServerRunner, Int)] = []
        for runner in runners {
            for (index, server) in runner.server.definition.realServers.enumerated() where pattern.matches(server.identity) { found.append((runner, index)) }
        }
        if found.isEmpty {
            let place = name.map { "virtual server `\($0)` has no" } ?? "there is no"
            throw AnswerFailure(.noSuchObject, "\(place.prefix(1).uppercased() + place.dropFirst()) real server `\(argument)`; `lvsctl show real-server` lists them.")
        }
        return found
    }

    // MARK: Status

    private func virtualServers(_ request: ControlRequest) throws(AnswerFailure) -> ControlReply {
        let found = try find(request.argument(0))
        let clock = clock
        return ControlPage.reply(to: request, count: found.count) { index, json in
            let runner = found[index]
            runner.server.status.write(to: &json, traffic: table.traffic(of: runner.server), isSuspended: runner.isSuspended, clock)
        }
    }

    private func realServers(_ request: ControlRequest) throws(AnswerFailure) -> ControlReply {
        let clock = clock
        return try pages(request) { page, runner, index, traffic in
            page.add { json in
                runner.server.status(of: index).write(to: &json, checks: runner.checkStatuses(of: index), traffic: traffic, clock)
            }
        }
    }

    private func checks(_ request: ControlRequest) throws(AnswerFailure) -> ControlReply {
        let clock = clock
        return try pages(request) { page, runner, index, _ in
            let checks = runner.checkStatuses(of: index)
            let name = RealServerName(runner.server.definition.realServers[index].identity, of: runner.server.definition.identity)
            var position = 0
            return page.addAll(checks) { check, json in
                json.member("virtualServer", name.virtualServer.fullName)
                json.member("realServer", name.realServer.configuredName)
                json.member("check", position)
                position += 1
                check.write(to: &json, clock)
            }
        }
    }

    private func statistics(_ request: ControlRequest) throws(AnswerFailure) -> ControlReply {
        let request = ControlRequest(
            id: request.id, method: request.method, arguments: [request.argument(0) ?? ""], cursor: request.cursor, user: request.user)
        return try pages(request) { page, runner, index, traffic in
            page.add { json in
                runner.server.status(of: index).writeName(to: &json)
                (traffic ?? TrafficReport()).write(to: &json)
            }
        }
    }

    private func explain(_ request: ControlRequest) throws(AnswerFailure) -> ControlReply {
        let found = try find(request.argument(1), in: try find(request.argument(0)), of: request.argument(0))
        let clock = clock
        return ControlPage.reply(to: request, count: found.count) { number, json in
            let (runner, index) = found[number]
            let status = runner.server.status(of: index)
            let checks = runner.checkStatuses(of: index)
            json.member("object", "\(status.name.realServer.configuredName) of \(status.name.virtualServer.fullName)")
            status.explanation(in: runner.server.status, checks: checks, isSuspended: runner.isSuspended, now: clock.now).write(to: &json)
            json.object("inputs") { json in
                let traffic = table.traffic(of: runner.server, realServers: index..<index + 1)[index]
                json.object("realServer") { status.write(to: &$0, checks: checks, traffic: traffic, clock) }
                json.object("virtualServer") { runner.server.status.write(to: &$0, traffic: nil, isSuspended: runner.isSuspended, clock) }
                json.array("checks") { json in for check in checks.prefix(Self.mostChecks) { json.object { check.write(to: &$0, clock) } } }
            }
        }
    }

    /// An explanation must fit on a page.
    private static let mostChecks = 32
}

/// Why a request can't be answered.
struct AnswerFailure: Error {
    var failure: ControlFailure
    var sentence: String

    init(_ failure: ControlFailure, _ sentence: String) {
        self.failure = failure
        self.sentence = sentence
    }
}
