public import NetworkTypes

/// What an operator has ordered of a real server at run time, beside what its configuration and its checks say. Terms and effects are
/// those that users of HAProxy expect of its run-time commands.
public struct AdministrativeState: Hashable, Sendable {
    public enum Mode: Hashable, Sendable {
        case inService
        /// Weight 0: its connections may go on, new ones go elsewhere. At the deadline, or earlier when no connection is left, it leaves
        /// the table; without a deadline it stays there.
        case draining(until: MonotonicInstant?)
        /// A drain with a deadline has ended.
        case drained
        /// Out of the table, whatever its checks say.
        case disabled
    }

    public var mode: Mode
    /// In place of the configured weight and of what checkers report; `OrderLimits` says how much. A reload that changes the configured weight
    /// ends it.
    public var weight: UInt32?
    /// The daemon's next start finds it too.
    public var isPersistent: Bool

    public init(mode: Mode = .inService, weight: UInt32? = nil, isPersistent: Bool = false) {
        self.mode = mode
        self.weight = weight
        self.isPersistent = isPersistent
    }

    /// Nothing is ordered.
    public var isOrdinary: Bool { mode == .inService && weight == nil }
}

/// An operator's order about one real server.
public enum ServerOrder: Hashable, Sendable {
    case drain(until: MonotonicInstant?)
    /// Ends a drain.
    case undrain
    case disable
    /// Ends a drain and `disable`.
    case enable
    case weight(UInt32)
    /// The weight is again what configuration and checkers say.
    case resetWeight
}

/// Why an order isn't obeyed.
public enum OrderRefusal: Error, Hashable, Sendable {
    case noSuchRealServer
    /// `undrain` of one that is disabled.
    case isDisabled
    /// `undrain` of one that isn't drained.
    case isNotDraining
    case weightTooGreat
    /// The virtual server is gone from the configuration.
    case isLeaving
}

extension OrderRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noSuchRealServer: "the virtual server has no such real server"
        case .isDisabled: "the real server is disabled, not drained: `enable` puts it back into service"
        case .isNotDraining: "the real server isn't being drained"
        case .weightTooGreat: "a weight is 0 to \(OrderLimits.greatestWeight)"
        case .isLeaving: "the virtual server is gone from the configuration and waits for its last connections"
        }
    }
}

/// How far a drain by order has come.
struct OrderedDrain: Hashable, Sendable {
    /// It had no connection when they were counted last.
    var wasQuiet = false
    /// How many were counted last.
    var connections: UInt64 = 0
    /// It was said that none is left; one that stays in the table isn't counted any more.
    var hasEnded = false
}
