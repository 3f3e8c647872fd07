public import NetworkTypes

// What a packet does to its session (RFC 5880 section 6.8.6, from the setting of bfd.RemoteDiscr on).

extension BFDSession {
    /// Takes a packet that was found to be for this session.
    ///
    /// - Parameter hopLimit: the packet's TTL when it came; nil where the kernel didn't tell.
    /// - Throws: why the packet isn't listened to, which is only counted then.
    public mutating func received(_ packet: BFDPacket, hopLimit: UInt8?, now: MonotonicInstant) throws(BFDPacketError) -> [Effect] {
        try check(hopLimit: hopLimit ?? 0)
        counters.received &+= 1
        note(packet)
        var effects: [Effect] = []
        if packet.isFinal, intervals.answered(now: now) { effects += beginPoll(now: now) }
        lastReception = now
        effects += follow(packet, now: now)
        detection = now + detectionTime
        if packet.isPoll { effects += transmit(isFinal: true, now: now) }
        return effects + settled(now: now)
    }

    /// A packet that names this session, or its neighbour, and isn't listened to.
    public mutating func discarded() {
        counters.discarded &+= 1
    }

    private mutating func check(hopLimit: UInt8) throws(BFDPacketError) {
        let least = definition.leastHopLimit
        let error: BFDPacketError? = !isRunning ? .sessionIsStopped : hopLimit < least ? .hopLimit(hopLimit, least: least) : nil
        guard let error else { return }
        discarded()
        throw error
    }

    private mutating func note(_ packet: BFDPacket) {
        remote.discriminator = packet.myDiscriminator
        remote.state = packet.state
        remote.diagnostic = packet.diagnostic
        remote.isDemand = packet.isDemand
        remote.transmitInterval = .microseconds(Int64(packet.desiredTransmitInterval))
        remote.receiveInterval = .microseconds(Int64(packet.requiredReceiveInterval))
        remote.multiplier = packet.multiplier
    }

    private mutating func follow(_ packet: BFDPacket, now: MonotonicInstant) -> [Effect] {
        switch (state, packet.state) {
        case (.initializing, .adminDown), (.up, .adminDown), (.up, .down): enter(.down, .neighbourSignalledDown, now: now)
        case (.down, .down): enter(.initializing, diagnostic, now: now)
        case (.down, .initializing), (.initializing, .initializing), (.initializing, .up): enter(.up, .none, now: now)
        case (.down, .adminDown), (.down, .up), (.initializing, .down), (.up, .initializing), (.up, .up), (.adminDown, _): []
        }
    }
}
