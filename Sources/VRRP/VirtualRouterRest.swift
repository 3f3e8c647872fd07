public import NetworkTypes

// What a virtual router does when an operator wants another one to be master (`failover`).

extension VirtualRouter {
    /// How long a router that gave up listens to masters of lower priority. One that falls silent is replaced in any case.
    enum Rest: Hashable {
        case untilElection
        case until(MonotonicInstant)
    }

    /// Why a router doesn't give up.
    public enum FailoverRefusal: Error, Hashable, Sendable, CustomStringConvertible {
        /// It isn't master. With the address of the one that is, where it is known.
        case notMaster(VirtualRouterState, master: IPAddress?)

        public var description: String {
            switch self {
            case .notMaster(let state, let master):
                "it is in \(state), and only a master can give up" + (master.map { "; the master is \($0)" } ?? "")
            }
        }
    }

    func isResting(now: MonotonicInstant) -> Bool {
        switch rest {
        case nil: false
        case .untilElection: true
        case .until(let end): now < end
        }
    }

    /// Hands over with priority 0, and doesn't take the mastership back from a master of lower priority before the next election. If nobody
    /// takes over, it does so itself after the master down interval.
    ///
    /// - Parameter time: for how long at most it doesn't take the mastership back; nil: as long as the new master lives.
    public mutating func giveUp(for time: Duration?, now: MonotonicInstant) throws(FailoverRefusal) -> [Effect] {
        guard case .master(let mastership) = condition else { throw .notMaster(state, master: masterAddress) }
        let effects = leaveMastership(mastership, because: [.gaveUp(for: time)], saysFarewell: true, now: now)
        takeRest(for: time, now: now)
        return effects
    }

    /// The same for a member of a sync group whose other member gives up for all.
    public mutating func takeRest(for time: Duration?, now: MonotonicInstant) {
        if state == .backup || state == .master { rest = time.map { .until(now + $0) } ?? .untilElection }
    }
}
