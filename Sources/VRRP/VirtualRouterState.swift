/// The states of RFC 3768 section 6.4, and keepalived's FAULT. The raw values are the numbers in keepalived's JSON.
public enum VirtualRouterState: UInt8, Hashable, Sendable, CaseIterable {
    /// Not started, or stopped.
    case initialize = 0
    case backup = 1
    case master = 2
    /// Something that the router needs is missing; it neither advertises nor takes over.
    case fault = 3
}

extension VirtualRouterState: CustomStringConvertible {
    /// keepalived's name for the state, as logs and notify scripts get it.
    public var description: String {
        switch self {
        case .initialize: "INIT"
        case .backup: "BACKUP"
        case .master: "MASTER"
        case .fault: "FAULT"
        }
    }
}

/// What keeps a virtual router from taking part. While any is present, it is in FAULT.
public struct FaultCauses: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    public static let interfaceDown = FaultCauses(rawValue: 1 << 0)
    /// The interface has no address that could be the source of an advertisement.
    public static let noPrimaryAddress = FaultCauses(rawValue: 1 << 1)
    /// A tracked object without weight has failed.
    public static let trackedObject = FaultCauses(rawValue: 1 << 2)
    /// What the configuration says can't work: unicast without peers (`unicast_fault_no_peer`), a key that can't be read.
    public static let configuration = FaultCauses(rawValue: 1 << 6)
    /// Another member of its sync group can't take part.
    public static let syncGroup = FaultCauses(rawValue: 1 << 7)
}
