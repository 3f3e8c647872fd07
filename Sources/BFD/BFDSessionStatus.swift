public import NetworkTypes

/// What a session can say of itself.
public struct BFDSessionStatus: Sendable {
    public var definition: BFDSessionDefinition
    public var state: BFDState
    public var remoteState: BFDState
    public var diagnostic: BFDDiagnostic
    public var remoteDiagnostic: BFDDiagnostic
    /// nil: as long as it exists.
    public var lastTransition: BFDTransition?
    public var discriminator: UInt32
    /// 0 where the neighbour isn't heard.
    public var remoteDiscriminator: UInt32
    public var times: BFDTimes
    public var isPolling: Bool
    public var isRemoteDemand: Bool
    public var lastReception: MonotonicInstant?
    public var counters: BFDCounters
}

extension BFDSession {
    public var status: BFDSessionStatus {
        BFDSessionStatus(
            definition: definition, state: state, remoteState: remote.state, diagnostic: diagnostic, remoteDiagnostic: remote.diagnostic,
            lastTransition: lastTransition, discriminator: discriminator, remoteDiscriminator: remote.discriminator, times: times,
            isPolling: intervals.isPolling, isRemoteDemand: remote.isDemand, lastReception: lastReception, counters: counters)
    }
}

// As members of JSON objects. Times are seconds since 1970, durations seconds.

extension BFDSessionStatus {
    public func write(to json: inout JSONText, _ clock: ClockReading) {
        json.member("name", definition.name)
        json.member("neighbour", "\(definition.neighbour)")
        json.member("source", definition.source.map { "\($0)" })
        json.member("isMultihop", definition.isMultihop)
        json.member("isPassive", definition.isPassive)
        json.member("state", state.description)
        json.member("since", seconds: lastTransition.map { clock.timeOfDay($0.time) })
        json.member("diagnostic", diagnostic.description)
        json.member("remoteState", remoteState.description)
        json.member("remoteDiagnostic", remoteDiagnostic.description)
        json.member("discriminator", discriminator)
        json.member("remoteDiscriminator", remoteDiscriminator)
        json.member("transmitInterval", seconds: times.transmitInterval)
        json.member("detectionTime", seconds: times.detectionTime)
        json.member("desiredTransmitInterval", seconds: times.localTransmit)
        json.member("requiredReceiveInterval", seconds: times.localReceive)
        json.member("multiplier", definition.multiplier)
        json.member("remoteTransmitInterval", seconds: times.remoteTransmit)
        json.member("remoteReceiveInterval", seconds: times.remoteReceive)
        json.member("remoteMultiplier", times.remoteMultiplier)
        json.member("isPolling", isPolling)
        json.member("isRemoteDemand", isRemoteDemand)
        json.member("lastReception", seconds: lastReception.map(clock.timeOfDay))
        writeCounters(to: &json)
    }

    public func writeCounters(to json: inout JSONText) {
        json.member("packetsSent", counters.sent)
        json.member("packetsReceived", counters.received)
        json.member("packetsDiscarded", counters.discarded)
        json.member("transitions", counters.transitions)
        json.member("timesUp", counters.timesUp)
    }
}

extension BFDTransition {
    /// Members of an event: `kind`, `object`, `from`, `to`, `cause`.
    public func writeEvent(of name: String, to json: inout JSONText) {
        json.member("kind", "sessionState")
        json.member("object", name)
        json.member("from", from.description)
        json.member("to", to.description)
        if to == .down || to == .adminDown { json.member("cause", diagnostic.description) }
        json.member("text", "BFD session \(name): \(from) to \(to)" + (to == .down || to == .adminDown ? ": \(diagnostic)" : ""))
    }
}
