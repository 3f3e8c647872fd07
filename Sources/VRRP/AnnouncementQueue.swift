public import NetworkTypes

/// Gratuitous ARPs and unsolicited neighbour advertisements on their way out, as fast as the limits let them.
///
/// Without a limit all that is enqueued is due at once. With one, the announcements of a lane (an interface, or a group of them; each
/// family for itself) follow each other at its interval.
public struct AnnouncementQueue: Sendable {
    /// One address on one interface, announced once.
    public struct Announcement: Hashable, Sendable {
        /// The instance that holds the address.
        public var owner: String
        public var address: IPAddress
        public var interfaceIndex: Int32
        public var interface: String

        public init(owner: String, address: IPAddress, interfaceIndex: Int32, interface: String) {
            self.owner = owner
            self.address = address
            self.interfaceIndex = interfaceIndex
            self.interface = interface
        }
    }

    private enum Link: Hashable {
        case interface(Int32)
        /// The group's place among the limits.
        case group(Int)
    }

    private struct LaneKey: Hashable {
        var link: Link
        var family: AddressFamily
    }

    private struct Lane {
        var waiting: [Announcement] = []
        /// How many at the front of `waiting` were sent already.
        var sent = 0
        /// Not before this time may the next be sent.
        var next: MonotonicInstant
    }

    private struct Repetition {
        var announcements: [Announcement]
        var interval: Duration
        var next: MonotonicInstant
    }

    private var limits = AnnouncementLimits()
    private var groupOfInterface: [String: Int] = [:]
    private var lanes: [LaneKey: Lane] = [:]
    /// How often an announcement waits.
    private var copies: [Announcement: Int] = [:]
    private var repetitions: [String: Repetition] = [:]
    /// A stall isn't made up for by a burst longer than this.
    private static let longestArrears = Duration.milliseconds(10)

    public init() {}

    public var isEmpty: Bool { copies.isEmpty }

    /// Nothing is limited and nothing waits: what is announced needn't be enqueued, all of it may leave.
    public var isOpen: Bool { !isLimited && isEmpty }
    private var isLimited = false

    /// When `due` has to be called next; nil while nothing waits.
    public var deadline: MonotonicInstant? {
        let lanes = lanes.values.lazy.filter { $0.sent < $0.waiting.count }.map(\.next).min()
        let repetitions = repetitions.values.lazy.map(\.next).min()
        return [lanes, repetitions].compactMap(\.self).min()
    }

    /// Takes over the limits of a configuration. What waits keeps its order and follows the new ones.
    public mutating func follow(_ new: AnnouncementLimits, now: MonotonicInstant) {
        if new == limits { return }
        let all = lanes.values.flatMap { $0.waiting[$0.sent...] }
        limits = new
        isLimited = new != AnnouncementLimits()
        groupOfInterface = [:]
        for (number, group) in new.groups.enumerated() {
            for name in group.interfaces { groupOfInterface[name] = number }
        }
        lanes = [:]
        for announcement in all { append(announcement, now: now) }
    }

    /// Announces each of these addresses `rounds` times: a whole round after the other.
    ///
    /// An announcement that already waits as often as that isn't enqueued again, so that refreshing can't outrun a limit.
    ///
    /// - Returns: what is to be sent now.
    public mutating func enqueue(_ announcements: [Announcement], rounds: Int, now: MonotonicInstant) -> [Announcement] {
        if isOpen { return (0..<max(rounds, 0)).flatMap { _ in announcements } }
        for _ in 0..<max(rounds, 0) {
            for announcement in announcements where copies[announcement, default: 0] < rounds {
                copies[announcement, default: 0] += 1
                append(announcement, now: now)
            }
        }
        return due(now: now)
    }

    /// Announces these addresses at an interval, the first time after it, until `cancel`; instead of what the owner had repeated before.
    public mutating func announce(_ announcements: [Announcement], owner: String, every interval: Duration, now: MonotonicInstant) {
        let isRepeated = !announcements.isEmpty && interval > .zero
        repetitions[owner] = isRepeated ? Repetition(announcements: announcements, interval: interval, next: now + interval) : nil
    }

    /// Drops all that waits for an instance, which isn't master any more.
    public mutating func cancel(owner: String) {
        repetitions[owner] = nil
        for key in lanes.keys {
            guard var lane = lanes[key], lane.waiting[lane.sent...].contains(where: { $0.owner == owner }) else { continue }
            lane.waiting = lane.waiting[lane.sent...].filter { $0.owner != owner }
            lane.sent = 0
            lanes[key] = lane
        }
        copies = copies.filter { $0.key.owner != owner }
    }

    /// What may be sent by now.
    public mutating func due(now: MonotonicInstant) -> [Announcement] {
        for (owner, repetition) in repetitions where repetition.next <= now {
            repetitions[owner]?.next = now + repetition.interval
            for announcement in repetition.announcements where copies[announcement] == nil {
                copies[announcement] = 1
                append(announcement, now: now)
            }
        }
        var due: [Announcement] = []
        for key in lanes.keys.sorted(by: Self.precedes) { take(from: key, into: &due, now: now) }
        return due
    }

    // MARK: - Lanes

    private mutating func append(_ announcement: Announcement, now: MonotonicInstant) {
        let link = groupOfInterface[announcement.interface].map { Link.group($0) } ?? .interface(announcement.interfaceIndex)
        lanes[LaneKey(link: link, family: announcement.address.family), default: Lane(next: now)].waiting.append(announcement)
    }

    private func interval(of key: LaneKey) -> Duration {
        var group: AnnouncementLimits.Group?
        if case .group(let number) = key.link { group = limits.groups[number] }
        switch key.family {
        case .ipv4: return group?.gratuitousARP ?? limits.gratuitousARP
        case .ipv6: return group?.neighbourAdvertisement ?? limits.neighbourAdvertisement
        }
    }

    private mutating func take(from key: LaneKey, into due: inout [Announcement], now: MonotonicInstant) {
        guard var lane = lanes.removeValue(forKey: key) else { return }
        let interval = interval(of: key)
        lane.next = max(lane.next, MonotonicInstant(nanoseconds: now.nanoseconds - Self.longestArrears.wholeNanoseconds))
        while lane.sent < lane.waiting.count, interval == .zero || lane.next <= now {
            let announcement = lane.waiting[lane.sent]
            due.append(announcement)
            copies[announcement] = copies[announcement].flatMap { $0 > 1 ? $0 - 1 : nil }
            lane.sent += 1
            lane.next = lane.next + interval
        }
        let isDone = lane.sent == lane.waiting.count
        if isDone {
            // The pause after the last one counts for the first that comes.
            lane.waiting = []
            lane.sent = 0
        }
        if !isDone || (interval > .zero && lane.next > now) { lanes[key] = lane }
    }

    private static func precedes(_ left: LaneKey, _ right: LaneKey) -> Bool {
        func rank(_ key: LaneKey) -> (Int, Int) {
            switch key.link {
            case .group(let number): (Int(key.family.rawValue), number - 1_000_000)
            case .interface(let index): (Int(key.family.rawValue), Int(index))
            }
        }
        return rank(left) < rank(right)
    }
}
