public import BFD
public import VRRP

/// A `bfd_instance`: a session, and what instances make of it that don't say a weight of their own.
public struct BFDInstance: Hashable, Sendable {
    public var session: BFDSessionDefinition
    /// `weight`
    public var weight: TrackingWeight

    public init(_ session: BFDSessionDefinition, weight: TrackingWeight = TrackingWeight(0)) {
        self.session = session
        self.weight = weight
    }

    public var name: String { session.name }
}
