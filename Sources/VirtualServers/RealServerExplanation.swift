public import HealthCheck
public import NetworkTypes

/// Why a real server takes traffic or not: the rule that decided, and what it decided upon.
public struct RealServerExplanation: Hashable, Sendable {
    /// Which rule decided, in one word for programs.
    public enum Rule: String, Hashable, Sendable {
        case disabled, draining, drained
        case sorryServerServes, waitsForFirstChecks
        case checkFailed, inhibited, keptInPanic
        case assumedUp, slowStart, allChecksPass, weightIsZero
    }

    public var rule: Rule
    /// Complete sentences, the deciding one first.
    public var sentences: [String]
}

extension RealServerStatus {
    /// - Parameters:
    ///   - server: the virtual server that it belongs to.
    ///   - checks: its checkers.
    ///   - isSuspended: `ha_suspend` holds the checks.
    public func explanation(in server: VirtualServerStatus, checks: [CheckStatus], isSuspended: Bool, now: MonotonicInstant) -> RealServerExplanation {
        let (rule, reason) = decision(in: server, checks, now: now)
        var sentences = ["\(place) because \(reason)."]
        if weight != configuredWeight, rule != .disabled, rule != .draining, rule != .drained {
            sentences.append("Its weight is \(weight) instead of the configured \(configuredWeight): \(weightReason(checks)).")
        }
        if isSuspended { sentences.append("Its checks are suspended, since none of the virtual server's addresses is on this host (`ha_suspend`).") }
        for check in checks { sentences.append("\(check.title) \(check.words(now: now)).") }
        if checks.isEmpty { sentences.append("It has no check, so that it always counts as alive.") }
        if let order, order.isPersistent { sentences.append("What is ordered holds over a restart of the daemon.") }
        return RealServerExplanation(rule: rule, sentences: sentences)
    }

    private var place: String {
        switch tableWeight {
        case nil: "Not in the table"
        case let weight?: "In the table with weight \(weight)"
        }
    }

    private func decision(in server: VirtualServerStatus, _ checks: [CheckStatus], now: MonotonicInstant) -> (RealServerExplanation.Rule, String) {
        switch order?.mode {
        case .disabled: return (.disabled, "an operator has disabled it; `enable` puts it back into service")
        case .drained: return (.drained, "it was drained by order; `undrain` puts it back into service")
        case .draining(let until):
            let end = until.map { ", for another \(($0 - now).roughText) at most" } ?? ""
            let left = drainingConnections.map { ": it had \($0) connections at the last count" } ?? ""
            return (.draining, "it drains by order\(end)\(left)")
        case .inService, nil: break
        }
        if state == .kept {
            return (.keptInPanic, "it failed, but \(server.panic.map { "\($0)" } ?? "too little weight") is alive, so that failed ones are kept (`panic_threshold`)")
        }
        if !isAlive { return failure(checks, now: now) }
        if server.sorryServes {
            let sorry = server.sorryServer.map { "\($0)" } ?? ""
            return (.sorryServerServes, "the quorum is lost (weight \(server.quorum.weight), quorum \(server.quorum.quorum)) and the sorry server \(sorry) serves")
        }
        if server.isUndecided { return (.waitsForFirstChecks, "the first checks of the virtual server are awaited (`init_state checking`)") }
        if case .startingSlowly(let percent) = state { return (.slowStart, "it came back a while ago and its slow start stands at \(percent) %") }
        if weight == 0 { return (.weightIsZero, "its weight is 0, so that it takes no new connections") }
        if state == .checking { return (.assumedUp, "it counts as alive until its first check says otherwise") }
        return (.allChecksPass, checks.isEmpty ? "nothing checks it" : "all of its checks pass")
    }

    private func failure(_ checks: [CheckStatus], now: MonotonicInstant) -> (RealServerExplanation.Rule, String) {
        let failed = checks.first { !$0.isUp }
        let reason = failed.map { "\($0.title) \($0.words(now: now))" } ?? "a check failed"
        return tableWeight == nil ? (.checkFailed, reason) : (.inhibited, reason + "; it stays in the table (`inhibit_on_failure`)")
    }

    private func weightReason(_ checks: [CheckStatus]) -> String {
        if let weight = order?.weight { return "an operator has ordered \(weight)" }
        let reports = checks.compactMap { check in check.lastProbe?.weight.map { "\(check.title) reported \($0.words)" } }
        return reports.isEmpty ? "a checker had reported another one" : reports.joined(separator: ", ")
    }
}

extension WeightReport {
    fileprivate var words: String {
        switch self {
        case .weight(let weight): "weight \(weight)"
        case .percent(let percent): "\(percent) %"
        case .offset(let offset): "\(offset < 0 ? "-" : "+")\(offset.magnitude)"
        }
    }
}
