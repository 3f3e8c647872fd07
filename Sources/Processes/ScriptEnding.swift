internal import LinuxSystem

/// How a script is ended that doesn't end by itself: what its process group gets, and how long it then has. As keepalived does it.
public struct ScriptEnding: Sendable {
    public struct Step: Hashable, Sendable {
        public let signal: Int32
        /// Until the next step, if the program is still there.
        public let wait: Duration
    }

    /// How long a script that was told to end may take for it.
    public static let grace = Duration.seconds(2)
    /// SIGKILL is sent again after `grace`, and from then on after this.
    public static let repetition = Duration.seconds(10)

    private var count = 0

    public init() {}

    public mutating func next() -> Step {
        defer { count = min(count + 1, 2) }
        return Step(signal: count == 0 ? Signal.terminate : Signal.kill, wait: count < 2 ? Self.grace : Self.repetition)
    }
}
