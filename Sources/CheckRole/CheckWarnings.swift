internal import ControlProtocol
internal import IPVSTable
internal import NetworkTypes
internal import VirtualServers

extension CheckAnswers {
    private struct Warning {
        var message: String
        var object: String?
        var since: MonotonicInstant?
    }

    /// What an operator should know at once.
    func warnings(_ request: ControlRequest) -> ControlReply {
        let clock = clock
        return ControlPage.reply(to: request, sources: 1 + runners.count, { $0 == 0 ? tableWarnings : warnings(of: runners[$0 - 1]) }) { warning, json in
            json.member("message", warning.message)
            json.member("object", warning.object)
            json.member("since", seconds: warning.since.map(clock.timeOfDay))
        }
    }

    private var tableWarnings: [Warning] {
        table.keeper.doubtfulServices.map {
            Warning(message: "The kernel refuses what \($0) should be; the log says why.", object: "\($0)")
        }
    }

    private func warnings(of runner: VirtualServerRunner) -> [Warning] {
        let server = runner.server
        var warnings: [Warning] = []
        if server.isPanicking || !server.isUp, !server.isUndecided, !server.isLeaving {
            let status = server.status
            let name = status.identity.fullName
            if let panic = status.panic { warnings.append(Warning(message: "Panic: \(panic) of \(name) are alive; failed real servers are kept.", object: name)) }
            if !status.isUp {
                let answer = status.sorryServes ? ", the sorry server serves" : ""
                warnings.append(
                    Warning(message: "\(name) has lost its quorum (weight \(status.quorum.weight) of \(status.quorum.quorum))\(answer).", object: name, since: status.since))
            }
        }
        for index in server.orderedRealServers {
            guard let order = server.administrativeState(of: index) else { continue }
            let status = server.status(of: index)
            warnings.append(
                Warning(
                    message: "\(status.name.realServer.configuredName) of \(status.name.virtualServer.fullName) \(order.phrase) by order.",
                    object: status.name.realServer.configuredName, since: status.since))
        }
        return warnings
    }
}

extension AdministrativeState {
    fileprivate var phrase: String {
        switch mode {
        case .draining: "is being drained"
        case .drained: "is drained and out of the table"
        case .disabled: "is disabled"
        case .inService: "has weight \(weight ?? 0)"
        }
    }
}
