public import NetworkTypes

/// `interface_up_down_delays`: a change of a link counts only when it has lasted.
public struct LinkDelays: Hashable, Sendable {
    /// 0 to 255 s.
    public var down: Duration
    /// 0 to 255 s.
    public var up: Duration

    public init(down: Duration = .zero, up: Duration = .zero) {
        self.down = down
        self.up = up
    }
}

/// Whether a link is up, as far as it has been so for long enough.
public struct LinkDebounce: Sendable {
    public private(set) var isUp: Bool
    /// When the change that was seen last counts; nil: there is none.
    public private(set) var deadline: MonotonicInstant?

    public init(isUp: Bool) {
        self.isUp = isUp
    }

    /// What the link is now.
    ///
    /// - Returns: whether `isUp` has changed.
    public mutating func observe(_ present: Bool, delays: LinkDelays, now: MonotonicInstant) -> Bool {
        if present == isUp {
            // It came back in time: nobody hears of it.
            deadline = nil
            return false
        }
        let end = deadline ?? now + (present ? delays.up : delays.down)
        guard now >= end else {
            deadline = end
            return false
        }
        deadline = nil
        isUp = present
        return true
    }
}
