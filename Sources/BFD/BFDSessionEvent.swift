public import NetworkTypes

/// One change of a session's state.
public struct BFDTransition: Hashable, Sendable {
    public var from: BFDState
    public var to: BFDState
    /// Why it went down, or what had been the reason the last time.
    public var diagnostic: BFDDiagnostic
    /// As the neighbour's last packet has it.
    public var remoteDiagnostic: BFDDiagnostic
    public var time: MonotonicInstant
}

/// What two ends have agreed on.
public struct BFDTimes: Hashable, Sendable {
    public var localTransmit = Duration.zero
    public var localReceive = Duration.zero
    public var remoteTransmit = Duration.zero
    public var remoteReceive = Duration.zero
    /// 0 where the neighbour was never heard.
    public var remoteMultiplier: UInt8 = 0
    /// Between two packets to the neighbour, before the jitter.
    public var transmitInterval = Duration.zero
    /// How long the neighbour may be silent.
    public var detectionTime = Duration.zero
}

/// Numbers of one session since it began.
public struct BFDCounters: Hashable, Sendable {
    public var sent: UInt64 = 0
    public var received: UInt64 = 0
    /// Packets that were for this session and weren't listened to.
    public var discarded: UInt64 = 0
    public var transitions: UInt64 = 0
    public var timesUp: UInt64 = 0

    public init() {}
}

/// Something that happened to a session, to be logged.
public struct BFDSessionEvent: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case entered(BFDTransition)
        /// The neighbour was silent for longer than the detection time, by `overdue` when it was noticed.
        case expired(after: Duration, overdue: Duration)
        case startedPoll
        case agreed(BFDTimes, multiplier: UInt8, formerDetectionTime: Duration)
        /// The process was restarted, and the session goes on.
        case resumed
    }

    public enum Level: Hashable, Sendable {
        case debug, info
    }

    /// The name of the `bfd_instance`.
    public let session: String
    public let kind: Kind

    public var level: Level {
        switch kind {
        case .entered(let transition): transition.to == .initializing ? .debug : .info
        case .expired, .resumed: .info
        case .startedPoll, .agreed: .debug
        }
    }
}

extension BFDSessionEvent: CustomStringConvertible {
    /// As keepalived words it, as far as it has a line for it.
    public var description: String {
        switch kind {
        case .entered(let transition) where transition.to == .down:
            "(\(session)) Entering Down state (Local diagnostic - \(transition.diagnostic), Remote diagnostic - \(transition.remoteDiagnostic))"
        case .entered(let transition): "(\(session)) Entering \(transition.to) state"
        case .expired(let silence, let overdue):
            "(\(session)) Expired after \(silence.wholeNanoseconds / 1_000_000) ms (\(overdue.wholeNanoseconds / 1000) usec overdue)"
        case .startedPoll: "(\(session)) Starting poll sequence"
        case .agreed(let times, let multiplier, let former):
            "(\(session)) Session parameters: local min_tx \(times.localTransmit.micros) min_rx \(times.localReceive.micros) tx_intv \(times.transmitInterval.micros) mult \(multiplier), remote min_tx \(times.remoteTransmit.micros) min_rx \(times.remoteReceive.micros) mult \(times.remoteMultiplier); Detection time is \(times.detectionTime.micros) us (was \(former.micros) us)"
        case .resumed: "(\(session)) Going on in Up state: the process was restarted a moment ago"
        }
    }
}

extension Duration {
    fileprivate var micros: Int64 { wholeNanoseconds / 1000 }
}
