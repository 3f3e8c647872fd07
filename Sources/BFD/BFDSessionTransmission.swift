internal import NetworkTypes

// When packets leave and what stands in them (RFC 5880 sections 6.8.2, 6.8.4 and 6.8.7).

extension BFDSession {
    /// One of the two must speak first.
    var mayTransmit: Bool { isRunning && !(definition.isPassive && remote.discriminator == 0) }

    /// Whether packets leave at intervals.
    var isPeriodic: Bool {
        guard mayTransmit, remote.receiveInterval > .zero else { return false }
        // The neighbour is in demand mode, and there is nothing that it must answer.
        return !(remote.isDemand && state == .up && remote.state == .up && !intervals.isPolling)
    }

    /// Between two packets, before the jitter.
    var transmitInterval: Duration { max(intervals.inForce.transmit, remote.receiveInterval) }

    /// How long the neighbour may be silent (RFC 5880 section 6.8.4); zero where it was never heard.
    var detectionTime: Duration { max(intervals.inForce.receive, remote.transmitInterval) * Int(remote.multiplier) }

    /// What a packet would say now, without P and F.
    var content: BFDPacket? {
        BFDPacket(
            state: state, diagnostic: diagnostic, multiplier: max(definition.multiplier, 1), myDiscriminator: discriminator,
            yourDiscriminator: remote.discriminator, desiredTransmitInterval: intervals.told.transmit.wireMicroseconds,
            requiredReceiveInterval: intervals.told.receive.wireMicroseconds)
    }

    /// A packet for now.
    ///
    /// - Parameter isFinal: the answer to a poll, which leaves whatever the interval is and doesn't change when the next one leaves.
    mutating func transmit(isFinal: Bool = false, now: MonotonicInstant) -> [Effect] {
        // Init and Up are only entered by a packet that has told the neighbour's discriminator: there is a content.
        guard var packet = content else { return [] }
        lastContent = packet
        packet.isFinal = isFinal
        packet.isPoll = !isFinal && intervals.isPolling
        if packet.isPoll { intervals.asked(now: now) }
        counters.sent &+= 1
        if !isFinal {
            lastTransmission = now
            nextTransmission = nil
            plan(now: now)
        }
        return [.transmit(packet)]
    }

    /// Works out when the next packet leaves, where that isn't known or another interval counts by now.
    mutating func plan(now: MonotonicInstant) {
        guard isPeriodic else { return nextTransmission = nil }
        let interval = transmitInterval
        if nextTransmission != nil, plannedInterval == interval { return }
        plannedInterval = interval
        guard let lastTransmission else { return nextTransmission = now }
        nextTransmission = max(now, lastTransmission + jittered(interval))
    }

    /// Up to a quarter less, so that packets of many sessions don't gather; at least a tenth less where a single lost packet ends the session.
    private mutating func jittered(_ interval: Duration) -> Duration {
        let nanoseconds = interval.wholeNanoseconds
        let least = definition.multiplier == 1 ? nanoseconds / 10 : 0
        return .nanoseconds(nanoseconds - Int64.random(in: least...max(least, nanoseconds / 4), using: &generator))
    }

    /// Follows what was agreed and says so, where it has changed.
    mutating func noteTimes() -> [Effect] {
        let new = BFDTimes(
            localTransmit: intervals.told.transmit, localReceive: intervals.told.receive, remoteTransmit: remote.transmitInterval,
            remoteReceive: remote.receiveInterval, remoteMultiplier: remote.multiplier, transmitInterval: transmitInterval, detectionTime: detectionTime)
        if new == times { return [] }
        let former = times
        times = new
        if detection != nil, let lastReception { detection = lastReception + detectionTime }
        // Before the neighbour was heard nothing is agreed.
        guard new.remoteMultiplier > 0 else { return [] }
        return [.log(event(.agreed(new, multiplier: definition.multiplier, formerDetectionTime: former.detectionTime)))]
    }
}
