internal import NetworkTypes

/// How fast a session sends at most and how fast it can bear to receive, and the poll sequence that makes the neighbour know it
/// (RFC 5880 sections 6.5 and 6.8.3).
struct BFDIntervals: Sendable {
    struct Pair: Hashable, Sendable {
        /// Desired Min TX Interval.
        var transmit: Duration
        /// Required Min RX Interval.
        var receive: Duration
    }

    /// What packets say. While a poll is under way it doesn't change, so that its answer can't be about something else.
    private(set) var told: Pair
    /// What is done: not faster out and not less patient in than the neighbour is known to know.
    private(set) var inForce: Pair
    private(set) var isPolling = false
    /// Asked for while a poll couldn't begin.
    private var next: Pair?
    /// Each packet of a poll is answered, but nothing in an answer says to which poll it belongs: the next one begins when all have come, or
    /// when none can come any more.
    private var unanswered = 0
    private var lastPoll: MonotonicInstant?

    /// Longer no packet is under way.
    private static let longestWay = Duration.seconds(1)

    init(_ pair: Pair) {
        told = pair
        inForce = pair
    }

    /// Of a session that isn't up every packet carries the numbers, and nothing in force depends on their being known.
    mutating func set(_ pair: Pair) {
        (told, inForce, next) = (pair, pair, nil)
        isPolling = false
    }

    /// Of a session that is up.
    ///
    /// - Returns: whether a poll sequence begins.
    mutating func negotiate(_ pair: Pair, now: MonotonicInstant) -> Bool {
        next = pair == told ? nil : pair
        return beginNext(now: now)
    }

    /// When `beginNext` is to be called.
    var deadline: MonotonicInstant? {
        guard next != nil, !isPolling else { return nil }
        return straysUntil
    }

    private var straysUntil: MonotonicInstant? { unanswered > 0 ? lastPoll.map { $0 + Self.longestWay } : nil }

    /// - Returns: whether a poll sequence begins.
    mutating func beginNext(now: MonotonicInstant) -> Bool {
        guard !isPolling, let pair = next else { return false }
        if let straysUntil, now < straysUntil { return false }
        (told, next) = (pair, nil)
        beginPoll()
        return true
    }

    mutating func beginPoll() {
        isPolling = true
        unanswered = 0
        // What makes the neighbour wait longer, or us wait less long, counts when it is known to know (RFC 5880 section 6.8.3).
        inForce = Pair(transmit: min(inForce.transmit, told.transmit), receive: max(inForce.receive, told.receive))
    }

    /// A packet of the poll has left.
    mutating func asked(now: MonotonicInstant) {
        unanswered += 1
        lastPoll = now
    }

    /// The neighbour has answered a poll.
    ///
    /// - Returns: whether another poll sequence begins.
    mutating func answered(now: MonotonicInstant) -> Bool {
        unanswered = max(0, unanswered - 1)
        if isPolling {
            isPolling = false
            inForce = told
        }
        return beginNext(now: now)
    }
}
