internal import LinuxSystem
internal import NetworkTypes

/// What keeps a loop: how long each named part of its rounds has taken at most. A part may contain others.
public struct LoopParts: Sendable {
    public struct Part: Sendable {
        public let name: String
        public let longest: Duration
    }

    private struct Entry {
        var name: StaticString
        var nanoseconds: Int64
    }

    private var entries: [Entry] = []
    private var roundBegan: Duration
    /// The most processor time that one round has had: what it took beyond that, others have had.
    private(set) var mostProcessorTime = Duration.zero

    init() {
        roundBegan = SystemClock.processorTime()
    }

    mutating func roundBegins() {
        roundBegan = SystemClock.processorTime()
    }

    mutating func roundEnds() {
        mostProcessorTime = max(mostProcessorTime, SystemClock.processorTime() - roundBegan)
    }

    mutating func note(_ name: StaticString, nanoseconds: Int64) {
        // Names are literals: the same one stands at the same place.
        if let index = entries.firstIndex(where: { $0.name.utf8Start == name.utf8Start }) {
            entries[index].nanoseconds = max(entries[index].nanoseconds, nanoseconds)
        } else {
            entries.append(Entry(name: name, nanoseconds: nanoseconds))
        }
    }

    /// The longest first.
    var longestFirst: [Part] {
        entries.sorted { $0.nanoseconds > $1.nanoseconds }.map { Part(name: "\($0.name)", longest: .nanoseconds($0.nanoseconds)) }
    }
}

extension EventLoop {
    /// Has the loop take the times of parts of its rounds from now on.
    public func measureParts() {
        parts = LoopParts()
    }

    /// Does work that may keep the loop, under a name by which its longest time is told.
    public func part<Result, Failure: Error>(_ name: StaticString, _ work: () throws(Failure) -> Result) throws(Failure) -> Result {
        if parts == nil { return try work() }
        let begin = SystemClock.now()
        defer { parts?.note(name, nanoseconds: SystemClock.now().nanoseconds - begin.nanoseconds) }
        return try work()
    }

    /// What has kept the loop since this was asked last, the longest first, and the most processor time that one round has had.
    public func takeLongestParts() -> (parts: [LoopParts.Part], processorTime: Duration) {
        guard let taken = parts else { return ([], .zero) }
        parts = LoopParts()
        return (taken.longestFirst, taken.mostProcessorTime)
    }
}
