/// Something outside of the protocol that an instance follows.
public enum TrackedObject: Hashable, Sendable {
    /// A `vrrp_script`, by its name.
    case script(String)
    /// A network interface, by its name.
    case interface(String)
}

/// What the success or failure of a tracked object does to a virtual router.
public struct TrackingWeight: Hashable, Sendable {
    /// -253 to 253. A positive weight is added to the priority while the object is up, a negative one while it is down; 0: the
    /// router is in FAULT while it is down.
    public var value: Int
    /// `reverse`: a positive weight is subtracted while the object is up, a negative one's size is added while it is down; with
    /// 0 the router is in FAULT while the object is up.
    public var isReversed: Bool

    public init(_ value: Int, reversed isReversed: Bool = false) {
        self.value = value
        self.isReversed = isReversed
    }

    public static let range = -253...253

    /// What is added to the priority.
    func adjustment(isUp: Bool) -> Int {
        let applies = value > 0 ? isUp : !isUp
        if !applies { return 0 }
        return isReversed ? -value : value
    }

    /// Whether the router can't take part.
    func isFault(isUp: Bool) -> Bool {
        value == 0 && isUp == isReversed
    }
}

/// One line of `track_script` or `track_interface`.
public struct Tracking: Hashable, Sendable {
    public var object: TrackedObject
    public var weight: TrackingWeight

    public init(_ object: TrackedObject, weight: TrackingWeight) {
        self.object = object
        self.weight = weight
    }
}
