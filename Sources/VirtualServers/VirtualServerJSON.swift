public import HealthCheck
public import IPVSTable
public import NetworkTypes

// What virtual servers and real servers say of themselves, as members of JSON objects. Times are seconds since 1970, durations seconds.

/// The traffic of a virtual server or a real server, as the kernel counted it last.
public struct TrafficReport: Hashable, Sendable {
    public var statistics: DestinationStatistics
    public var rates: TrafficRates

    public init(_ statistics: DestinationStatistics = DestinationStatistics(), rates: TrafficRates = TrafficRates()) {
        self.statistics = statistics
        self.rates = rates
    }

    public mutating func add(_ other: TrafficReport) {
        statistics.add(other.statistics)
        rates.add(other.rates)
    }

    public func write(to json: inout JSONText) {
        json.member("activeConnections", statistics.activeConnections)
        json.member("inactiveConnections", statistics.inactiveConnections)
        json.member("persistentConnections", statistics.persistentConnections)
        json.member("connections", statistics.traffic.connections)
        json.member("packetsIn", statistics.traffic.packetsIn)
        json.member("packetsOut", statistics.traffic.packetsOut)
        json.member("bytesIn", statistics.traffic.bytesIn)
        json.member("bytesOut", statistics.traffic.bytesOut)
        json.member("connectionsPerSecond", Double(rates.connections))
        json.member("bytesInPerSecond", Double(rates.bytesIn))
        json.member("bytesOutPerSecond", Double(rates.bytesOut))
    }
}

extension VirtualServerStatus {
    /// `up`, `down`, `undecided` or `leaving`.
    public var stateName: String {
        if isLeaving { return "leaving" }
        return isUndecided ? "undecided" : isUp ? "up" : "down"
    }

    /// - Parameter isSuspended: `ha_suspend` holds the checks.
    public func write(to json: inout JSONText, traffic: TrafficReport?, isSuspended: Bool, _ clock: ClockReading) {
        json.member("name", identity.fullName)
        json.member("isUp", isUp)
        json.member("state", stateName)
        json.member("since", seconds: clock.timeOfDay(since))
        json.member("scheduler", "\(settings)")
        json.member("services", services)
        json.member("quorum", quorum.quorum)
        json.member("hysteresis", quorum.hysteresis)
        json.member("weight", quorum.weight)
        json.member("totalWeight", totalWeight)
        json.member("realServersUp", (counts["up"] ?? 0) + (counts["slowStart"] ?? 0))
        json.member("realServers", realServers)
        json.object("realServersByState") {
            $0.member("up", counts["up"])
            $0.member("slowStart", counts["slowStart"])
            $0.member("checking", counts["checking"])
            $0.member("down", counts["down"])
            $0.member("kept", counts["kept"])
            $0.member("draining", counts["draining"])
            $0.member("drained", counts["drained"])
            $0.member("disabled", counts["disabled"])
        }
        json.member("sorryServer", sorryServer?.configuredName)
        json.member("isSorryServerInUse", sorryServes)
        json.member("isSuspended", isSuspended)
        json.member("isInPanic", panic != nil)
        if !leaving.isEmpty {
            json.array("leaving") { json in
                for server in leaving {
                    json.object {
                        $0.member("realServer", server.identity.configuredName)
                        $0.member("until", seconds: clock.timeOfDay(server.deadline))
                        $0.member("connections", server.connections)
                    }
                }
            }
        }
        traffic?.write(to: &json)
    }
}

extension RealServerStatus {
    /// - Parameter checks: its checkers.
    public func write(to json: inout JSONText, checks: [CheckStatus], traffic: TrafficReport?, _ clock: ClockReading) {
        writeName(to: &json)
        json.member("state", state.name)
        if case .startingSlowly(let percent) = state { json.member("slowStartPercent", percent) }
        json.member("since", seconds: clock.timeOfDay(since))
        json.member("passesChecks", isAlive)
        json.member("weight", tableWeight)
        json.member("configuredWeight", configuredWeight)
        json.member("effectiveWeight", weight)
        json.member("forwarding", forwarding.name)
        if let order {
            json.member("override", order.words(clock.now))
            json.member("isPersistent", order.isPersistent)
        }
        json.member("drainingConnections", drainingConnections)
        json.member("checks", checks.count)
        json.member("failedChecks", checks.count { !$0.isUp })
        // The one that an operator would ask about: a failed one, or the first.
        if let check = checks.first(where: { !$0.isUp }) ?? checks.first {
            json.member("check", check.lastProbe.map { "\(check.kind): \($0.summary)" } ?? "\(check.kind): no result yet")
            json.member("latency", seconds: check.lastProbe?.took)
        }
        traffic?.write(to: &json)
    }

    /// `virtualServer`, `name`.
    public func writeName(to json: inout JSONText) {
        json.member("virtualServer", name.virtualServer.fullName)
        json.member("name", name.realServer.configuredName)
    }
}

extension AdministrativeState {
    /// `draining`, `drained`, `disabled` or `weight`.
    public var name: String {
        switch mode {
        case .draining: "draining"
        case .drained: "drained"
        case .disabled: "disabled"
        case .inService: "weight"
        }
    }

    /// `draining, for another 42 s at most`, `disabled`, `weight 5`.
    public func words(_ now: MonotonicInstant) -> String {
        var words: [String] = []
        if mode != .inService { words.append(name) }
        if case .draining(let until?) = mode { words.append("for another \((until - now).roughText) at most") }
        if let weight { words.append("weight \(weight)") }
        return words.joined(separator: ", ")
    }
}

extension RealServerExplanation {
    /// Members: `rule`, `sentences`.
    public func write(to json: inout JSONText) {
        json.member("rule", rule.rawValue)
        json.member("sentences", sentences)
    }
}
