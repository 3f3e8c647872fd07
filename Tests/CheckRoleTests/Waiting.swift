import EventLoop
import LinuxSystem
import NetworkTypes

extension EventLoop {
    /// Goes round until something is so.
    ///
    /// - Returns: whether it came to be so in time.
    @discardableResult
    func wait(_ limit: Duration = .seconds(20), until isSo: () -> Bool) -> Bool {
        let deadline = SystemClock.now() + limit
        var quietRounds = 0
        while quietRounds < 4 {
            if isSo() { return true }
            // Behind what waits for the end of the round: that would be dropped.
            let end = EventLoop.Timer { [unowned self] in atEndOfRound { [unowned self] in stop() } }
            arm(end, at: SystemClock.now() + (limit > .zero ? .milliseconds(5) : .zero))
            run()
            if SystemClock.now() >= deadline { quietRounds += 1 }
        }
        return isSo()
    }
}
