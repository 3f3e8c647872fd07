public import LinuxSystem
public import NetworkTypes

/// One page of metrics: whole lines, families one after the other.
///
/// The cursor is the number of the family and, in the lower part, the position in it; a family goes on over as many pages as it takes. Its head
/// stands only on the page on which it begins.
public struct MetricsPage: Sendable {
    private let request: ControlRequest
    private let families: Int
    private var text = OpenMetricsText()
    private var next: UInt64?
    private var isContinued: Bool
    private var limit: PageLimit
    /// Where the family's head begins in the text.
    private var head = 0
    /// The family to be written; nil where there is none left.
    public private(set) var family: Int?
    /// Where to begin in the family.
    public private(set) var position: UInt64

    private static let positionBits: UInt64 = 56

    /// - Parameters:
    ///   - families: how many there are in all.
    ///   - clock: tells for how long the page has been in work.
    public init(_ request: ControlRequest, families: Int, clock: @escaping @Sendable () -> MonotonicInstant = SystemClock.now) {
        limit = PageLimit(clock)
        self.request = request
        self.families = families
        position = request.cursor & (1 << Self.positionBits - 1)
        let first = Int(request.cursor >> Self.positionBits)
        family = first < families ? first : nil
        isContinued = position > 0
    }

    /// Begins a family, or goes on with it.
    public mutating func begin(_ family: OpenMetricsText.Family) {
        head = text.count
        if !isContinued { text.begin(family) }
    }

    /// - Parameter write: writes some samples.
    /// - Returns: false where they didn't fit any more: `stop` then says where the next page begins.
    public mutating func add(_ write: (inout OpenMetricsText) -> Void) -> Bool {
        guard limit.admitsEntry else { return false }
        let before = text.count
        write(&text)
        if !limit.admits(length: text.count) {
            text.cut(to: before)
            // What fills more than a page is left out, or nobody would come past it.
            guard limit.isUntouched else { return false }
        }
        limit.countEntry()
        return true
    }

    /// The page ends within the family.
    ///
    /// - Returns: false.
    public mutating func stop(at position: UInt64) -> Bool {
        // A head without a sample belongs on the next page too.
        if position == self.position, !isContinued { text.cut(to: head) }
        next = UInt64(family ?? 0) << Self.positionBits | position
        return false
    }

    /// All samples of the family are written.
    public mutating func endFamily() {
        family = family.flatMap { $0 + 1 < families ? $0 + 1 : nil }
        position = 0
        isContinued = false
    }

    /// A family that always fits on a page.
    ///
    /// - Returns: false where the page ends before it.
    public mutating func whole(_ family: OpenMetricsText.Family, _ write: (inout OpenMetricsText) -> Void) -> Bool {
        begin(family)
        guard add(write) else { return stop(at: 0) }
        endFamily()
        return true
    }

    /// A family of so many samples or sets of samples, by their number.
    ///
    /// - Returns: false where the page ends within it.
    public mutating func samples(_ family: OpenMetricsText.Family, count: Int, _ write: (Int, inout OpenMetricsText) -> Void) -> Bool {
        var index = Int(clamping: position)
        begin(family)
        while index < count {
            guard add({ write(index, &$0) }) else { return stop(at: UInt64(index)) }
            index += 1
        }
        endFamily()
        return true
    }

    public var reply: ControlReply {
        ControlReply(id: request.id, outcome: next == nil ? .lastPage : .page, cursor: next ?? 0, body: text.bytes)
    }
}
