public import NetworkTypes

/// Messages on their way: one is delivered at a time, in their order, and tried again where the server can't take it.
public struct MailQueue: Sendable {
    public enum Effect: Hashable, Sendable {
        /// Deliver this message and hand in what became of it with `finished`.
        case deliver(MailMessage)
        case log(MailEvent)
    }

    /// How many messages wait at most; a flapping instance must not fill the memory.
    public static let limit = 32
    /// The pauses before the second and each further attempt.
    static let pauses: [Duration] = [.seconds(5), .seconds(30), .seconds(120), .seconds(600)]

    private var waiting: [MailMessage] = []
    private var isDelivering = false
    private var attempts = 0
    private var nextAttempt: MonotonicInstant?

    public init() {}

    /// When `handleTimeout` must be called.
    public var deadline: MonotonicInstant? { isDelivering ? nil : nextAttempt }

    public mutating func add(_ message: MailMessage, now: MonotonicInstant) -> [Effect] {
        if waiting.count >= Self.limit {
            // The message whose delivery has begun stays in its place.
            waiting.remove(at: isDelivering || nextAttempt != nil ? 1 : 0)
            waiting.append(message)
            return [.log(.dropped)]
        }
        waiting.append(message)
        return next()
    }

    public mutating func handleTimeout(now: MonotonicInstant) -> [Effect] {
        guard let due = nextAttempt, now >= due else { return [] }
        nextAttempt = nil
        return next()
    }

    public mutating func finished(_ outcome: MailOutcome, now: MonotonicInstant) -> [Effect] {
        guard isDelivering else { return [] }
        isDelivering = false
        attempts += 1
        switch outcome {
        case .delivered: return close(.delivered)
        case .permanent(let reason): return close(.givenUp(reason))
        case .temporary(let reason):
            guard attempts <= Self.pauses.count else { return close(.givenUp(reason)) }
            let pause = Self.pauses[attempts - 1]
            nextAttempt = now + pause
            return [.log(.postponed(reason, pause))]
        }
    }

    private mutating func close(_ event: MailEvent) -> [Effect] {
        waiting.removeFirst()
        attempts = 0
        return [.log(event)] + next()
    }

    private mutating func next() -> [Effect] {
        guard !isDelivering, nextAttempt == nil, let first = waiting.first else { return [] }
        isDelivering = true
        return [.deliver(first)]
    }
}

/// Something that happened to mail, to be logged.
public enum MailEvent: Hashable, Sendable {
    case delivered
    case postponed(String, Duration)
    case givenUp(String)
    /// The oldest message was left out because too many wait.
    case dropped

    public var isWarning: Bool { self != .delivered }

    /// What machines call it, in the log's structured forms.
    public var name: String {
        switch self {
        case .delivered: "mail_delivered"
        case .postponed: "mail_postponed"
        case .givenUp: "mail_given_up"
        case .dropped: "mail_dropped"
        }
    }
}

extension MailEvent: CustomStringConvertible {
    public var description: String {
        switch self {
        case .delivered: "SMTP alert successfully sent."
        case .postponed(let reason, let pause): "SMTP alert: \(reason); the next attempt is in \(pause.secondsText) seconds"
        case .givenUp(let reason): "SMTP alert: \(reason); the message is given up"
        case .dropped: "SMTP alert: too many messages wait, the oldest is given up"
        }
    }
}
