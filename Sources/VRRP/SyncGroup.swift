/// What a `vrrp_sync_group` block says, every default filled in.
public struct SyncGroupDefinition: Hashable, Sendable {
    public var name: String
    /// The instances of the group, each once, in the order of the configuration.
    public var members: [String]
    /// What every member tracks beside what it tracks by itself; each object once.
    public var tracking: [Tracking]
    /// `sync_group_tracking_weight`: what members track by themselves may move their priorities.
    public var allowsMemberWeights: Bool
    public var notifications: NotificationScripts
    /// `smtp_alert`: mail about each transition of the group.
    public var sendsMail: Bool

    public init(
        name: String, members: [String], tracking: [Tracking] = [], allowsMemberWeights: Bool = false,
        notifications: NotificationScripts = NotificationScripts(), sendsMail: Bool = false
    ) {
        self.name = name
        self.members = members
        self.tracking = tracking
        self.allowsMemberWeights = allowsMemberWeights
        self.notifications = notifications
        self.sendsMail = sendsMail
    }
}

/// Virtual routers that are master together or not at all.
///
/// The shell tells of every change of a member's standing, and carries out the steps in their order; what an order does to a member's
/// standing is told in turn.
///
/// - A member with a fault of its own puts all in FAULT. When the last such fault goes, all begin as backups.
/// - A member whose master is silent, or whom no other may outrank, wants the mastership. When all want it, all take over at once.
/// - A member that makes way for another router takes all others with it.
public struct SyncGroup: Sendable {
    /// What the group needs to know of a member.
    public struct Standing: Hashable, Sendable {
        public var state: VirtualRouterState
        /// It is master, or would be if it were alone.
        public var wantsMastership: Bool
        /// It can't take part, for another reason than that the group can't.
        public var hasOwnFault: Bool
        /// How often it has insisted against another master; only changes count.
        public var conflicts: UInt64

        public init(state: VirtualRouterState = .initialize, wantsMastership: Bool = false, hasOwnFault: Bool = false, conflicts: UInt64 = 0) {
            self.state = state
            self.wantsMastership = wantsMastership
            self.hasOwnFault = hasOwnFault
            self.conflicts = conflicts
        }
    }

    /// What a member is to do; see `VirtualRouter.obey`.
    public enum Order: Hashable, Sendable {
        case takeOver
        case makeWay
        case fail
        case recover
        /// Another member had to insist against another master: send gratuitous ARPs too.
        case announce
    }

    public enum Step: Hashable, Sendable {
        case order(Order, member: String)
        /// The group is now in this state: for the status, and for whoever is notified of it.
        case stateChanged(VirtualRouterState)
        case log(SyncGroupEvent)
    }

    public let name: String
    /// INIT until all members take part, and when it has been stopped.
    public private(set) var state = VirtualRouterState.initialize
    public private(set) var members: [String]
    private var standings: [String: Standing] = [:]
    /// Members that were ordered to fail.
    private var failed: Set<String> = []
    private var isStopped = false

    public init(name: String, members: [String]) {
        self.name = name
        self.members = members
    }

    /// - Parameter member: one that isn't of the group has no effect.
    public mutating func memberChanged(_ member: String, to standing: Standing) -> [Step] {
        guard !isStopped, members.contains(member) else { return [] }
        let former = standings[member] ?? Standing()
        if former == standing { return [] }
        standings[member] = standing
        return followFaults() ?? followState(of: member, from: former, to: standing)
    }

    /// Takes over the members of a reloaded block of the same name. What is known of those that stay isn't forgotten.
    public mutating func reconfigure(members new: [String]) -> [Step] {
        let leaving = members.filter { !new.contains($0) }
        let released = leaving.filter { failed.remove($0) != nil }
        members = new
        for member in leaving { standings[member] = nil }
        return released.map { .order(.recover, member: $0) } + (followFaults() ?? [])
    }

    /// The instances are about to be stopped one after the other: none draws others with it any more.
    public mutating func stop() -> [Step] {
        isStopped = true
        let former = state
        state = .initialize
        return former == .initialize ? [] : [.stateChanged(.initialize)]
    }

    // MARK: - Rules

    private func standing(_ member: String) -> Standing { standings[member] ?? Standing() }

    /// - Returns: nil where there is no fault and was none.
    private mutating func followFaults() -> [Step]? {
        if members.contains(where: { standing($0).hasOwnFault }) {
            // Whoever has a fault of its own is ordered too, so that it waits for the others when its own goes.
            let orders = members.filter { failed.insert($0).inserted }.map { Step.order(.fail, member: $0) }
            return enter(.fault, orders)
        }
        guard state == .fault || !failed.isEmpty else { return nil }
        let orders = members.filter(failed.contains).map { Step.order(.recover, member: $0) }
        failed = []
        return enter(.backup, orders)
    }

    private mutating func followState(of member: String, from former: Standing, to standing: Standing) -> [Step] {
        switch state {
        case .fault: return []
        case .initialize, .backup:
            // One that became master without an order has adopted its mastership after a crash.
            let becameMaster = standing.state == .master && former.state != .master
            if becameMaster || members.allSatisfy({ self.standing($0).wantsMastership }) { return takeOver() }
            if state == .backup || members.contains(where: { self.standing($0).state == .initialize }) { return [] }
            return enter(.backup, [])
        case .master:
            if standing.state == .backup {
                // Whoever comes to a group of masters becomes one; if it is outranked, it will take the others with it.
                return former.state == .master ? makeWay() : [.order(.takeOver, member: member)]
            }
            if standing.conflicts == former.conflicts { return [] }
            return members.filter { $0 != member && self.standing($0).state == .master }.map { .order(.announce, member: $0) }
        }
    }

    private mutating func takeOver() -> [Step] {
        enter(.master, members.filter { standing($0).state == .backup }.map { .order(.takeOver, member: $0) })
    }

    private mutating func makeWay() -> [Step] {
        enter(.backup, members.filter { standing($0).state == .master }.map { .order(.makeWay, member: $0) })
    }

    private mutating func enter(_ new: VirtualRouterState, _ orders: [Step]) -> [Step] {
        if state == new { return orders }
        let isFirst = state == .initialize && new == .backup
        state = new
        let remark = isFirst || members.count < 2 ? [] : [Step.log(SyncGroupEvent(groupName: name, state: new))]
        return remark + orders + [.stateChanged(new)]
    }
}

/// What a group does to its members, to be logged.
public struct SyncGroupEvent: Hashable, Sendable, CustomStringConvertible {
    public let groupName: String
    public let state: VirtualRouterState

    /// In keepalived's words.
    public var description: String {
        "VRRP_Group(\(groupName)) Syncing instances to \(state) state"
    }
}
