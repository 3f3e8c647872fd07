internal import ControlProtocol
internal import LinuxSystem
internal import NetworkTypes
internal import Varlink

/// The methods of io.lvsd.Control, one by one. `io.lvsd.Control.varlink` describes them.
extension ControlService {
    func answer(_ method: String, _ parameters: inout ControlParameters, peer: PeerIdentity, more: Bool) throws(ControlProblem) -> ControlAnswer {
        if let answer = try reading(method, &parameters, more: more) { return answer }
        guard let change = Change(rawValue: method) else { throw .varlink(.methodNotFound(ControlProblem.interface + "." + method)) }
        try checkMayChange(peer)
        return try answer(change, &parameters, peer: peer)
    }

    // MARK: Reading

    private func reading(_ method: String, _ parameters: inout ControlParameters, more: Bool) throws(ControlProblem) -> ControlAnswer? {
        switch method {
        case "GetStatus": return .steps(status)
        case "GetDaemon": return .steps([daemonStep])
        case "ListWarnings": return .steps(warnings)
        case "ListVirtualRouters": return list("virtualRouters", .vrrp, .virtualRouters, try parameters.optional("name"))
        case "ListSyncGroups": return list("syncGroups", .vrrp, .syncGroups, try parameters.optional("name"))
        case "ListTrackers": return list("trackers", .vrrp, .trackers, try parameters.optional("name"))
        case "ListBFDSessions": return list("bfdSessions", .bfd, .sessions, try parameters.optional("name"))
        case "ListVirtualServers": return list("virtualServers", .check, .virtualServers, try parameters.optional("virtualServer"))
        case "ListRealServers": return list("realServers", .check, .realServers, try parameters.optional("virtualServer", "realServer"))
        case "ListChecks": return list("checks", .check, .checks, try parameters.optional("virtualServer", "realServer"))
        case "ExplainVirtualRouter": return explanation(.vrrp, .explainVirtualRouter, [try parameters.requiredString("name")])
        case "ExplainRealServer": return explanation(.check, .explainRealServer, try parameters.realServer())
        case "ListStatistics":
            let name = try parameters.optional("name")
            return .steps([
                step("statistics", .vrrp, .statistics, name, isOptional: true), step("statistics", .check, .statistics, name, isOptional: true),
                step("statistics", .bfd, .statistics, name, isOptional: true),
            ])
        case "ListLogAreas": return .steps([ControlStep(member: "areas", form: .list, source: .ready(logAreas))])
        case "GetMetrics": return .steps(metrics)
        case "Dump": return .steps(dump)
        case "GetConfiguration": return .later { [unowned self] in sendConfiguration(to: $0, more: $1) }
        case "ListEvents": return try events(&parameters, more: more)
        default: return nil
        }
    }

    private func step(
        _ member: StaticString, _ role: Role, _ method: ControlMethod, _ arguments: [String] = [], _ form: ControlStep.Form = .list,
        isOptional: Bool = false
    ) -> ControlStep {
        ControlStep(member: member, form: form, source: .role(role, method, arguments), isOptional: isOptional)
    }

    private func list(_ member: StaticString, _ role: Role, _ method: ControlMethod, _ arguments: [String]) -> ControlAnswer {
        .steps([step(member, role, method, arguments)])
    }

    private func explanation(_ role: Role, _ method: ControlMethod, _ arguments: [String]) -> ControlAnswer {
        .steps([step("explanation", role, method, arguments, .object)])
    }

    private var daemonStep: ControlStep {
        ControlStep(member: "daemon", form: .object, source: .ready(daemon.daemonObject(clients: clientCount, calls: calls)))
    }

    private var status: [ControlStep] {
        [daemonStep] + warnings + [
            step("virtualRouters", .vrrp, .virtualRouters, isOptional: true), step("syncGroups", .vrrp, .syncGroups, isOptional: true),
            step("virtualServers", .check, .virtualServers, isOptional: true), step("realServers", .check, .realServers, isOptional: true),
            step("bfdSessions", .bfd, .sessions, isOptional: true),
        ]
    }

    private var warnings: [ControlStep] {
        [
            ControlStep(member: "warnings", form: .list, source: .ready(daemon.warnings)),
            step("warnings", .vrrp, .warnings, isOptional: true), step("warnings", .check, .warnings, isOptional: true),
            step("warnings", .bfd, .warnings, isOptional: true),
        ]
    }

    private var metrics: [ControlStep] {
        [
            ControlStep(member: "text", form: .text, source: .ready(daemon.metrics(clients: clientCount, calls: calls))),
            step("text", .vrrp, .metrics, [], .text, isOptional: true), step("text", .check, .metrics, [], .text, isOptional: true),
            step("text", .bfd, .metrics, [], .text, isOptional: true),
            ControlStep(member: "text", form: .text, source: .ready(Array("# EOF\n".utf8))),
        ]
    }

    private var dump: [ControlStep] {
        [
            ControlStep(member: "text", form: .text, source: .ready(daemon.dump(clients: clientCount, calls: calls))),
            step("text", .vrrp, .dump, [], .text, isOptional: true), step("text", .check, .dump, [], .text, isOptional: true),
            step("text", .bfd, .dump, [], .text, isOptional: true),
        ]
    }

    private func events(_ parameters: inout ControlParameters, more: Bool) throws(ControlProblem) -> ControlAnswer {
        let number = try parameters.integer("after", in: 0...Int.max) ?? 0
        let time = try parameters.time("since") ?? .zero
        let follows = try parameters.flag("follow")
        // A client that waits for what comes takes any number of replies.
        if follows, !more { throw .varlink(.expectedMore) }
        return .later { [unowned self] in stream(to: $0, more: $1, follows: follows, after: UInt64(number), since: time) }
    }

    // MARK: Changing

    /// The methods that need the right to change something. `Plan` is one: it reads a file that its caller names with the daemon's rights.
    private enum Change: String {
        case drain = "Drain"
        case undrain = "Undrain"
        case enable = "Enable"
        case disable = "Disable"
        case setWeight = "SetWeight"
        case checkNow = "CheckNow"
        case failOver = "FailOver"
        case setLogArea = "SetLogArea"
        case setLogLevel = "SetLogLevel"
        case plan = "Plan"
        case reload = "Reload"
        case confirm = "Confirm"
        case rollback = "Rollback"
        case upgrade = "Upgrade"
    }

    private func answer(_ change: Change, _ parameters: inout ControlParameters, peer: PeerIdentity) throws(ControlProblem) -> ControlAnswer {
        switch change {
        case .drain:
            let server = try parameters.realServer()
            return order(.check, .drain, server + [try parameters.number("deadline", in: 0...OrderLimits.longestDrain), try parameters.persistence()])
        case .undrain: return order(.check, .undrain, try parameters.realServer() + [try parameters.persistence()])
        case .enable: return order(.check, .enable, try parameters.realServer() + [try parameters.persistence()])
        case .disable: return order(.check, .disable, try parameters.realServer() + [try parameters.persistence()])
        case .setWeight:
            let server = try parameters.realServer()
            return order(.check, .setWeight, server + [try parameters.number("weight", in: 0...OrderLimits.greatestWeight), try parameters.persistence()])
        case .checkNow: return order(.check, .checkNow, try parameters.realServer())
        case .failOver:
            return order(.vrrp, .failOver, [try parameters.requiredString("name"), try parameters.number("seconds", in: 1...OrderLimits.longestFailOver)])
        case .setLogArea:
            let (area, isOn) = (try logArea(try parameters.requiredString("area")), try parameters.flag("isOn"))
            return .later { [unowned self] connection, _ in setDetails(of: area, to: isOn, for: connection) }
        case .setLogLevel:
            let level = try logLevel(try parameters.requiredString("level"))
            return .later { [unowned self] connection, _ in setLevel(level, for: connection) }
        case .plan:
            let file = try parameters.string("file")
            // The daemon may read every file, and its words show lines of it.
            if file != nil { try checkIsRoot(peer, "name a file of their own for a plan") }
            return .later { [unowned self] in sendPlan(of: file, to: $0, more: $1) }
        case .reload:
            let confirmation = try parameters.integer("confirm", in: 1...86400)
            return .later { [unowned self] connection, _ in reload(for: connection, confirmWithin: confirmation.map { .seconds($0) }) }
        case .confirm: return .later { [unowned self] connection, _ in confirm(for: connection) }
        case .rollback: return .later { [unowned self] connection, _ in rollBack(for: connection) }
        case .upgrade:
            let program = try parameters.string("binary")
            if program != nil { try checkIsRoot(peer, "choose the program that goes on as the daemon") }
            return .later { [unowned self] connection, _ in upgrade(to: program, for: connection) }
        }
    }

    /// What the group's right to change doesn't reach.
    private func checkIsRoot(_ peer: PeerIdentity, _ what: String) throws(ControlProblem) {
        guard peer.user == 0 else { throw .failure(.permissionDenied, "Only root may \(what).") }
    }

    private func order(_ role: Role, _ method: ControlMethod, _ arguments: [String]) -> ControlAnswer {
        var step = step("results", role, method, arguments)
        step.isOrder = true
        return .steps([step])
    }
}
