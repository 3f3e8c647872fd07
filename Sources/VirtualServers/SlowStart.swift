internal import NetworkTypes

/// `slow_start`: a real server that returns while others serve begins with a part of its weight, which grows in equal steps.
public struct SlowStart: Hashable, Sendable {
    /// How long it takes until the weight is whole. More than zero.
    public var window: Duration
    /// `slow_start_floor`: the part that it begins with, in percent, 1 to 100.
    public var floor: UInt8

    public init(window: Duration, floor: UInt8 = SlowStart.defaultFloor) {
        self.window = window
        self.floor = floor
    }

    public static let defaultFloor: UInt8 = 10

    /// Into how many steps the window is divided.
    static let steps: Int64 = 20

    /// The part of the weight in thousandths after this time.
    func share(after elapsed: Duration) -> UInt32 {
        let length = window.wholeNanoseconds
        let passed = max(0, elapsed.wholeNanoseconds)
        if passed >= length { return 1000 }
        let begin = Int64(floor) * 10
        // In fractions of the window, since nanoseconds times thousandths could overflow.
        let part = Double(passed) / Double(length)
        return UInt32(clamping: begin + Int64(Double(1000 - begin) * part))
    }

    /// At least 1 where the whole weight is more than 0: a server without any weight would never warm up.
    func weight(of whole: UInt32, share: UInt32) -> UInt32 {
        whole == 0 ? 0 : max(1, UInt32(clamping: UInt64(whole) * UInt64(share) / 1000))
    }

    /// How long ago a slow start began that stands at this weight now.
    func elapsed(at weight: UInt32, of whole: UInt32) -> Duration {
        let begin = Double(floor) / 100
        let share = Double(weight) / Double(max(1, whole))
        guard share > begin, begin < 1 else { return .zero }
        return .nanoseconds(Int64(Double(window.wholeNanoseconds) * min(1, (share - begin) / (1 - begin))))
    }
}

/// The slow starts of one virtual server. All of them go on together, so that a pool that returns as a whole costs no more than
/// its number of servers at each step.
struct SlowStarts: Sendable {
    private struct Run {
        var begin: MonotonicInstant
        var slowStart: SlowStart
        var share: UInt32
    }

    private var runs: [Int: Run] = [:]
    private var stepLength = Duration.seconds(1)
    private(set) var nextStep: MonotonicInstant?

    init() {}

    init(_ definition: VirtualServerDefinition) {
        let shortest = definition.realServers.lazy.compactMap { $0.slowStart?.window }.min() ?? .seconds(20)
        stepLength = max(.milliseconds(50), .nanoseconds(shortest.wholeNanoseconds / SlowStart.steps))
    }

    var isEmpty: Bool { runs.isEmpty }

    /// The real servers concerned, in order.
    var running: [Int] { runs.keys.sorted() }

    /// The part of its weight that a real server has now, in thousandths; nil where it has all of it.
    func share(of realServer: Int) -> UInt32? { runs[realServer]?.share }

    func start(of realServer: Int) -> (begin: MonotonicInstant, slowStart: SlowStart)? {
        runs[realServer].map { ($0.begin, $0.slowStart) }
    }

    mutating func begin(_ realServer: Int, _ slowStart: SlowStart?, at begin: MonotonicInstant? = nil, now: MonotonicInstant) {
        guard let slowStart else { return }
        let begin = begin ?? now
        let share = slowStart.share(after: now - begin)
        if share >= 1000 { return }
        runs[realServer] = Run(begin: begin, slowStart: slowStart, share: share)
        if nextStep == nil { nextStep = now + stepLength }
    }

    mutating func end(_ realServer: Int) {
        runs[realServer] = nil
        if runs.isEmpty { nextStep = nil }
    }

    mutating func step(now: MonotonicInstant) {
        for (realServer, run) in runs {
            let share = run.slowStart.share(after: now - run.begin)
            if share >= 1000 { runs[realServer] = nil } else { runs[realServer]?.share = share }
        }
        nextStep = runs.isEmpty ? nil : now + stepLength
    }
}
