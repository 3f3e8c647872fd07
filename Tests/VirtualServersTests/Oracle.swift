import HealthCheck
import IPVSTable
import NetworkTypes
import VirtualServers

/// The rules once more, computed from scratch out of what happened. Only what must remember does: the quorum, a panic, slow starts
/// and drains.
struct Oracle {
    struct Server {
        var definition: RealServerDefinition
        var passing: [Bool]
        var hasResult: [Bool]
        /// What scripts have reported.
        var reports: [Int?]
        var slowStartBegin: MonotonicInstant?
        /// A reload came when the slow start was over, or was to be at the next step.
        var mayHaveFinished = false
        var isHeld = false
        var mode = AdministrativeState.Mode.inService
        var orderedWeight: UInt32?
        var drainWasQuiet = false
        var drainHasEnded = false

        var isInService: Bool { mode == .inService }

        init(_ definition: RealServerDefinition) {
            self.definition = definition
            passing = definition.checks.map { !$0.startsFailed }
            hasResult = passing.map { _ in false }
            reports = passing.map { _ in nil }
        }

        var isAlive: Bool { passing.allSatisfy { $0 } }

        var weight: UInt32 {
            if !isInService { return 0 }
            if let orderedWeight { return orderedWeight }
            let configured = Int(definition.settings.weight)
            return UInt32(max(0, configured + reports.compactMap { $0 }.map { $0 - configured }.reduce(0, +)))
        }
    }

    struct Drain {
        var settings: DestinationSettings
        var deadline: MonotonicInstant
        var wasQuiet = false
    }

    var definition: VirtualServerDefinition
    var servers: [Server]
    var isUp = false
    var isUndecided = false
    var decisionDeadline: MonotonicInstant?
    var isPanicking = false
    var drains: [DestinationIdentity: Drain] = [:]

    init(_ definition: VirtualServerDefinition, decisionDeadline: MonotonicInstant?) {
        self.definition = definition
        servers = definition.realServers.map { Server($0) }
        isUp = quorum
        isUndecided = definition.initialState == .checking && !isUp && hasUnchecked
        self.decisionDeadline = isUndecided ? decisionDeadline : nil
    }

    private var hasUnchecked: Bool { servers.contains { $0.hasResult.contains(false) } }

    var liveWeight: UInt64 { servers.filter(\.isAlive).reduce(0) { $0 + UInt64($1.weight) } }
    private var totalWeight: UInt64 { servers.reduce(0) { $0 + UInt64($1.weight) } }

    private var quorum: Bool {
        let (weight, quorum, hysteresis) = (Int(liveWeight), Int(definition.quorum), Int(definition.hysteresis))
        return isUp ? weight > 0 && weight >= quorum - hysteresis : weight >= quorum + hysteresis
    }

    var sorryServes: Bool { definition.sorryServer != nil && !isUp && !isUndecided }

    private var panics: Bool {
        !sorryServes && !isUndecided && liveWeight * 100 < totalWeight * UInt64(definition.panicThreshold)
    }

    private mutating func settle() {
        isUp = quorum
        if isUp || !hasUnchecked || definition.initialState != .checking { isUndecided = false }
        if !isUndecided { decisionDeadline = nil }
        if isPanicking, !panics { endPanic() }
    }

    private mutating func endPanic() {
        isPanicking = false
        for index in servers.indices { servers[index].isHeld = false }
    }

    // MARK: What happens

    mutating func checked(_ index: Int, _ check: Int, passes: Bool, now: MonotonicInstant) {
        let (wasAlive, wasUp) = (servers[index].isAlive, isUp)
        let wasPassing = servers[index].passing[check]
        servers[index].passing[check] = passes
        servers[index].hasResult[check] = true
        if !passes, wasPassing { servers[index].reports[check] = nil }
        isUp = quorum
        let isAlive = servers[index].isAlive
        if isAlive, !wasAlive {
            servers[index].isHeld = false
            if wasUp, servers[index].isInService, servers[index].definition.slowStart != nil {
                (servers[index].slowStartBegin, servers[index].mayHaveFinished) = (now, false)
            }
        }
        if !isAlive, wasAlive {
            servers[index].slowStartBegin = nil
            if panics, servers[index].isInService {
                isPanicking = true
                servers[index].isHeld = true
            }
        }
        settle()
    }

    mutating func reported(_ index: Int, _ check: Int, weight: Int) {
        servers[index].reports[check] = weight
        settle()
    }

    mutating func ordered(_ index: Int, _ order: ServerOrder, now: MonotonicInstant) {
        let (wasUp, wasInService) = (isUp, servers[index].isInService)
        switch order {
        case .drain(let until): servers[index].mode = .draining(until: until)
        case .disable: servers[index].mode = .disabled
        case .undrain, .enable: servers[index].mode = .inService
        case .weight(let weight): servers[index].orderedWeight = weight
        case .resetWeight: servers[index].orderedWeight = nil
        }
        if case .drain = order { (servers[index].drainWasQuiet, servers[index].drainHasEnded) = (false, false) }
        if !servers[index].isInService { servers[index].slowStartBegin = nil }
        if !wasInService, servers[index].isInService, wasUp, servers[index].isAlive, servers[index].definition.slowStart != nil {
            (servers[index].slowStartBegin, servers[index].mayHaveFinished) = (now, false)
        }
        settle()
    }

    mutating func timePasses(to now: MonotonicInstant) {
        if let decisionDeadline, now >= decisionDeadline { isUndecided = false }
        settle()
        drains = drains.filter { $0.value.deadline > now }
        for index in servers.indices {
            if case .draining(let until?) = servers[index].mode, now >= until { servers[index].mode = .drained }
        }
    }

    mutating func counted(_ connections: [DestinationIdentity: UInt32]) {
        for (identity, drain) in drains {
            let isQuiet = connections[identity, default: 0] == 0
            if isQuiet, drain.wasQuiet { drains[identity] = nil } else { drains[identity]?.wasQuiet = isQuiet }
        }
        for index in servers.indices {
            guard case .draining(let until) = servers[index].mode, !servers[index].drainHasEnded else { continue }
            let isQuiet = connections[servers[index].definition.identity, default: 0] == 0
            servers[index].drainHasEnded = isQuiet && servers[index].drainWasQuiet
            servers[index].drainWasQuiet = isQuiet
            if servers[index].drainHasEnded, until != nil { servers[index].mode = .drained }
        }
    }

    /// - Parameter checkers: from where the checks of the new real servers have their states.
    mutating func reloaded(to new: VirtualServerDefinition, checkers: [[CheckPosition?]], now: MonotonicInstant) {
        let old = self
        let formerEntries = destinations(now: now)
        definition = new
        servers = zip(new.realServers, checkers).map { definition, positions in
            var server = Server(definition)
            let former = old.servers.first { $0.definition.identity == definition.identity }
            for (check, position) in positions.enumerated() {
                if let position {
                    server.passing[check] = old.servers[position.realServer].passing[position.check]
                    server.hasResult[check] = old.servers[position.realServer].hasResult[position.check]
                    server.reports[check] = old.servers[position.realServer].reports[position.check]
                } else {
                    server.passing[check] = former?.isAlive ?? server.passing[check]
                    server.hasResult[check] = !old.isUndecided
                }
            }
            server.isHeld = (former?.isHeld ?? false) && !server.isAlive
            if let former {
                (server.mode, server.drainWasQuiet, server.drainHasEnded) = (former.mode, former.drainWasQuiet, former.drainHasEnded)
                server.orderedWeight = former.definition.settings.weight == definition.settings.weight ? former.orderedWeight : nil
            }
            guard server.isAlive, definition.slowStart != nil else { return server }
            server.slowStartBegin = former?.slowStartBegin
            if let begin = former?.slowStartBegin, let window = former?.definition.slowStart?.window {
                server.mayHaveFinished = former?.mayHaveFinished == true || now - begin >= window
            }
            if !(former?.isAlive ?? false), old.isUp, server.isInService { (server.slowStartBegin, server.mayHaveFinished) = (now, false) }
            return server
        }
        settle()
        for former in old.servers where former.definition.drainTimeout > .zero && former.isAlive && formerEntries[former.definition.identity] != nil {
            var settings = former.definition.settings
            settings.weight = 0
            drains[former.definition.identity] = Drain(settings: settings, deadline: now + former.definition.drainTimeout)
        }
        for server in new.realServers { drains[server.identity] = nil }
        if let sorryServer = new.sorryServer { drains[sorryServer.identity] = nil }
    }

    // MARK: What follows

    /// The entries, each with the weights that it may have: a slow start is told of its progress in steps.
    func destinations(now: MonotonicInstant) -> [DestinationIdentity: (settings: DestinationSettings, weights: ClosedRange<UInt32>)] {
        var result: [DestinationIdentity: (settings: DestinationSettings, weights: ClosedRange<UInt32>)] = [:]
        func enter(_ identity: DestinationIdentity, _ settings: DestinationSettings, _ weights: ClosedRange<UInt32>) {
            result[identity] = (settings, weights)
        }
        for drain in drains { enter(drain.key, drain.value.settings, 0...0) }
        for server in servers {
            if !server.isInService {
                guard case .draining = server.mode, server.isAlive || server.isHeld || server.definition.inhibitOnFailure else { continue }
                enter(server.definition.identity, server.definition.settings, 0...0)
            } else if server.isAlive || server.isHeld, !sorryServes {
                enter(server.definition.identity, server.definition.settings, weights(of: server, now: now))
            } else if server.definition.inhibitOnFailure {
                enter(server.definition.identity, server.definition.settings, 0...0)
            }
        }
        if let sorryServer = definition.sorryServer,
            !servers.contains(where: { $0.definition.identity == sorryServer.identity && !$0.isInService })
        {
            if sorryServes {
                enter(sorryServer.identity, sorryServer.settings, 1...1)
            } else if sorryServer.inhibit, result[sorryServer.identity] == nil {
                enter(sorryServer.identity, sorryServer.settings, 0...0)
            }
        }
        return result
    }

    /// The shortest slow start sets the pace of the steps.
    private var longestStep: Duration {
        max(.milliseconds(50), (definition.realServers.compactMap { $0.slowStart?.window }.min() ?? .seconds(20)) / 20)
    }

    private func weights(of server: Server, now: MonotonicInstant) -> ClosedRange<UInt32> {
        let whole = server.weight
        guard whole > 0, let begin = server.slowStartBegin, let slowStart = server.definition.slowStart else { return whole...whole }
        func part(after elapsed: Duration) -> UInt32 {
            let share = Double(slowStart.floor) / 100 + (1 - Double(slowStart.floor) / 100) * min(1, max(0, elapsed / slowStart.window))
            // What binary fractions lose must not decide.
            return UInt32(max(1, min(Double(whole), Double(whole) * share + 1e-6)))
        }
        let greatest = server.mayHaveFinished ? whole : part(after: now - begin)
        // Counted in thousandths, which are cut off.
        let least = part(after: now - begin - longestStep)
        return max(1, least - min(least, whole / 1000 + 1))...greatest
    }
}
