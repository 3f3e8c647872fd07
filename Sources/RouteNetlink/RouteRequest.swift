public import NetworkTypes
public import Routing

/// A route with the machine's numbers for the names in it.
public struct RouteRequest: Hashable, Sendable {
    public var route: Route
    public var table: UInt32
    /// One for each of the route's next hops; 0 where none is named.
    public var interfaceIndices: [Int32]

    public init(route: Route, table: UInt32, interfaceIndices: [Int32]) {
        self.route = route
        self.table = table
        self.interfaceIndices = interfaceIndices
    }
}

/// A rule with the machine's number for the table in it; 0 where it names none.
public struct RuleRequest: Hashable, Sendable {
    public var rule: RoutingRule
    public var table: UInt32

    public init(rule: RoutingRule, table: UInt32) {
        self.rule = rule
        self.table = table
    }
}

/// What is left of a route that was removed: enough to know it again.
public struct RemovedRoute: Hashable, Sendable {
    public var destination: IPPrefix
    public var table: UInt32
    public var priority: UInt32
    public var origin: UInt8

    /// Whether it can have been this one. IPv6 gives a route without a metric one of its own (1024).
    public func fits(_ request: RouteRequest) -> Bool {
        destination.length == request.route.destination.length && destination == request.route.destination.masked && table == request.table
            && origin == request.route.origin && (request.route.priority ?? priority) == priority
    }
}

/// What is left of a rule that was removed.
public struct RemovedRule: Hashable, Sendable {
    public var family: AddressFamily
    public var priority: UInt32

    public func fits(_ request: RuleRequest) -> Bool {
        family == request.rule.family && priority == request.rule.priority
    }
}

extension IPPrefix {
    /// With the host bits cleared, as the kernel keeps a route's destination.
    var masked: IPPrefix {
        let bytes = address.bytes.enumerated().map { index, byte -> UInt8 in
            let kept = min(max(Int(length) - 8 * index, 0), 8)
            return byte & UInt8(truncatingIfNeeded: 0xFF00 >> kept)
        }
        return IPAddress(bytes: bytes).map { IPPrefix($0, length: length) } ?? self
    }
}
