internal import LinuxSystem
internal import NetworkTypes

/// Work that would keep the loop for too long at once: it goes on in each round for a few milliseconds, and whatever else is due has its
/// turn in between.
public final class SlicedWork {
    /// So long at a time.
    private static let slice = Duration.milliseconds(3)

    private let loop: EventLoop
    private var step: (() -> Bool)?
    private var whenDone: () -> Void = {}
    private var isScheduled = false

    public init(_ loop: EventLoop) {
        self.loop = loop
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
        self.step = step
        self.whenDone = whenDone
        proceed()
    }

    /// Leaves the rest undone.
    public func cancel() {
        step = nil
        whenDone = {}
    }

    private func proceed() {
        let end = SystemClock.now() + Self.slice
        while let step {
            if !step() {
                let whenDone = whenDone
                cancel()
                return whenDone()
            }
            if SystemClock.now() >= end { return schedule() }
        }
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
