internal import LinuxSystem
internal import NetworkTypes

/// When a page is full: behind its first entry as soon as it is long enough, or has kept the role's loop for long enough. So no answer keeps a
/// role from its work, however much there is to tell and however slow it is to find.
struct PageLimit: Sendable {
    /// In bytes. The first entry may be as long as a reply can be: it would fit on no other page either.
    static let usualLength = 16 << 10
    static let usualDuration = Duration.milliseconds(2)

    private let clock: @Sendable () -> MonotonicInstant
    private let end: MonotonicInstant
    private var entries = 0
    private var steps = 0

    init(_ clock: @escaping @Sendable () -> MonotonicInstant) {
        self.clock = clock
        end = clock() + Self.usualDuration
    }

    /// Whether the page has no entry yet.
    var isUntouched: Bool { entries == 0 }

    /// Whether there is time for another entry.
    var admitsEntry: Bool { entries == 0 || clock() < end }

    /// Whether a page of this length is one that may stand.
    func admits(length: Int) -> Bool { length <= (entries == 0 ? ControlReply.longestBody : Self.usualLength) }

    mutating func countEntry() { entries += 1 }

    /// Whether there is time for another step of a search; the first one always goes.
    mutating func takeStep() -> Bool {
        guard steps == 0 || clock() < end else { return false }
        steps += 1
        return true
    }
}
