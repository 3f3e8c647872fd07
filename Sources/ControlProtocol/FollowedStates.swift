public import EventLoop
internal import LinuxSystem
internal import NetworkTypes

/// What another role says of its objects, as far as it is known: whether each is up.
public final class FollowedStates {
    private let loop: EventLoop
    private var states: [String: Bool] = [:]
    private var timers: [String: EventLoop.Timer] = [:]
    /// Called when an object is up, or down, or nothing is known of it any more.
    public var changed: (_ name: String, _ isUp: Bool?) -> Void = { _, _ in }

    private let memory: Duration

    /// How long a role may have nothing to say of an object that it has just begun to watch.
    public static let longestSilence = Duration.seconds(30)
    /// Longer than that, and the start of a process.
    public static let longMemory = longestSilence + .seconds(5)

    /// - Parameter memory: how long the last word counts when it is withdrawn: a role that was restarted says it again.
    public init(_ loop: EventLoop, memory: Duration = .seconds(5)) {
        self.loop = loop
        self.memory = memory
    }

    /// nil where nothing is known.
    public func isUp(_ name: String) -> Bool? {
        states[name]
    }

    /// - Parameter isUp: nil where the other role has nothing to say of it any more.
    public func hear(_ name: String, isUp: Bool?) {
        if let timer = timers.removeValue(forKey: name) { loop.disarm(timer) }
        if let isUp { return set(name, isUp) }
        guard states[name] != nil else { return }
        let timer = EventLoop.Timer { [unowned self] in
            timers[name] = nil
            set(name, nil)
        }
        timers[name] = timer
        loop.arm(timer, at: SystemClock.now() + memory)
    }

    /// Takes an object for down until there is a word about it.
    public func presumeDown(_ name: String) {
        if states[name] == nil { states[name] = false }
    }

    /// Nobody asks for it any more.
    public func forget(_ name: String) {
        if let timer = timers.removeValue(forKey: name) { loop.disarm(timer) }
        states[name] = nil
    }

    private func set(_ name: String, _ isUp: Bool?) {
        if states[name] == isUp { return }
        states[name] = isUp
        changed(name, isUp)
    }
}
