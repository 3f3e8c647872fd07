internal import LinuxSystem
internal import NetworkTypes

/// Work that would keep the loop for too long at once: it goes on in each round for a few milliseconds, and whatever else is due has its
/// turn in between.
public final class SlicedWork {
    /// So long at a time.
    private static let slice = Duration.milliseconds(3)

    private let loop: EventLoop
    private let name: StaticString
    private var step: (() -> Bool)?
    private var whenDone: () -> Void = {}
    private var isScheduled = false
    /// Counts what was begun or cancelled: a step may do either with the work that it is a part of.
    private var turn: UInt64 = 0

    /// - Parameter name: by which the loop tells of it (`EventLoop.part`).
    public init(_ loop: EventLoop, _ name: StaticString = "sliced work") {
        self.loop = loop
        self.name = name
    }

    /// Whether there is something left to do.
    public var isUnderWay: Bool { step != nil }

    /// Begins, in place of what was being done. The first slice is done at once.
    ///
    /// - Parameters:
    ///   - step: does a little, and says whether more is left. Far less than a hundred microseconds aren't worth a look at the clock, and more than
    ///     a millisecond would be too long.
    ///   - whenDone: called behind the last step, if it comes to that.
    public func begin(_ step: @escaping () -> Bool, whenDone: @escaping () -> Void) {
        set(step, whenDone)
        proceed()
    }

    /// Leaves the rest undone.
    public func cancel() {
        set(nil, {})
    }

    /// The same, but the first slice is done at the end of the loop's round.
    public func beginLater(_ step: @escaping () -> Bool, whenDone: @escaping () -> Void) {
        set(step, whenDone)
        schedule()
    }

    private func set(_ step: (() -> Bool)?, _ whenDone: @escaping () -> Void) {
        turn &+= 1
        self.step = step
        self.whenDone = whenDone
    }

    private func proceed() {
        if loop.part(name, { isThrough() }) {
            let whenDone = whenDone
            cancel()
            whenDone()
        }
    }

    /// Takes steps for one slice.
    ///
    /// - Returns: whether that was the last one.
    private func isThrough() -> Bool {
        let end = loop.endOfSlice(Self.slice)
        while let step {
            let turn = turn
            let goesOn = step()
            if turn != self.turn { return false }
            if !goesOn { return true }
            if SystemClock.now() >= end {
                schedule()
                return false
            }
        }
        return false
    }

    private func schedule() {
        if isScheduled { return }
        isScheduled = true
        loop.atEndOfRound { [weak self] in
            guard let self else { return }
            isScheduled = false
            proceed()
        }
    }
}
