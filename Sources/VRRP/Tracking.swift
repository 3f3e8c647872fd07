/// Something outside of the protocol that an instance follows.
public enum TrackedObject: Hashable, Sendable {
    /// A `vrrp_script`, by its name.
    case script(String)
    /// A network interface, by its name.
    case interface(String)
    /// A `track_file`, by its name.
    case file(String)
    /// A `vrrp_track_process`, by its name.
    case process(String)
    /// A BFD session, by the name of its `bfd_instance`.
    case session(String)
    /// A virtual server of the check role, by the words behind `virtual_server`.
    case virtualServer(String)
    /// What names a `track_group`, by the group's name: static addresses, routes and rules.
    case staticGroup(String)
}

/// What is known of a tracked object.
public enum TrackedState: Hashable, Sendable {
    case up
    case down
    /// The number in a file.
    case value(Int)

    public init(isUp: Bool) {
        self = isUp ? .up : .down
    }
}

/// What the state of a tracked object does to a virtual router.
public struct TrackingWeight: Hashable, Sendable {
    /// -254 to 254. A positive weight is added to the priority while the object is up, a negative one while it is down; 0: the
    /// router is in FAULT while it is down. The number in a file is multiplied with it; with 0, another number than 0 is a fault.
    public var value: Int
    /// `reverse`: a positive weight is subtracted while the object is up, a negative one's size is added while it is down; with
    /// 0 the router is in FAULT while the object is up, or while a file holds 0.
    public var isReversed: Bool

    public init(_ value: Int, reversed isReversed: Bool = false) {
        self.value = value
        self.isReversed = isReversed
    }

    /// Of scripts, interfaces, BFD sessions and virtual servers.
    public static let range = -253...253
    /// Of files and processes.
    public static let wideRange = -254...254

    /// What is added to the priority.
    func adjustment(_ state: TrackedState) -> Int {
        let adjustment: Int
        switch state {
        case .up: adjustment = max(value, 0)
        case .down: adjustment = min(value, 0)
        case .value(let number): adjustment = number.multipliedReportingOverflow(by: value).partialValue
        }
        return isReversed ? 0 - adjustment : adjustment
    }

    /// Whether the router can't take part.
    func isFault(_ state: TrackedState) -> Bool {
        switch state {
        case .up: value == 0 && isReversed
        case .down: value == 0 && !isReversed
        case .value(let number): value == 0 ? (number == 0) == isReversed : adjustment(state) <= Self.wideRange.lowerBound
        }
    }
}

/// One line of a `track_*` list.
public struct Tracking: Hashable, Sendable {
    public var object: TrackedObject
    public var weight: TrackingWeight

    public init(_ object: TrackedObject, weight: TrackingWeight) {
        self.object = object
        self.weight = weight
    }

    /// Whether a router waits for the first word about the object. What other roles say is not waited for: those processes must not
    /// cost the addresses.
    var isAwaited: Bool {
        switch object {
        case .virtualServer, .session: false
        case .script, .interface, .file, .process, .staticGroup: weight.value == 0
        }
    }
}
