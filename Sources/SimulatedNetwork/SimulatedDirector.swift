public import NetworkTypes
public import VRRP

/// One machine on the simulated network: its kernel's part (addresses, socket buffer) and its process's part (the routers).
public struct SimulatedDirector: Sendable {
    public enum Power: Hashable, Sendable {
        /// The process runs.
        case running
        /// The process doesn't get to run, but its kernel does: packets gather in the socket buffer, addresses stay.
        case paused
        /// The whole machine stands still: what is sent to it is lost.
        case suspended
        /// The process is gone without a word, its kernel goes on: the addresses stay.
        case processDied
        case off
    }

    public let address: IPAddress
    public internal(set) var power = Power.off
    public internal(set) var clock: DirectorClock
    /// What the configuration says; the routers are made from it when the process starts.
    public internal(set) var configuration: [VirtualRouterParameters]
    /// One for each virtual router, in the order of `configuration`; empty while no process is there.
    public internal(set) var routers: [VirtualRouter] = [] {
        didSet { if routers.count != familiar.count { familiar = Array(repeating: nil, count: routers.count) } }
    }
    /// For each router the last packet that it listened to, and its number.
    var familiar: [(packet: ReceivedPacket, number: UInt64)?] = []
    /// The virtual routers whose addresses are on the interface.
    public internal(set) var held: Set<UInt8> = []
    public internal(set) var isLinkUp = true
    /// Virtual routers whose own link is down, where each has an interface of its own.
    var cut: Set<UInt8> = []
    /// All routers are members of one sync group.
    public let isSynchronized: Bool
    /// There while the process is.
    var group: SyncGroup?
    /// What is known of the objects that the routers track.
    var tracked: [TrackedObject: TrackedState] = [:]
    var socketBuffer: [ReceivedPacket] = []
    /// When the routers are made, where the process runs and its configuration delays them.
    var startsAt: MonotonicInstant?
    /// A reload was asked for while the process didn't get to run.
    var reloadsWhenItRuns = false
    var identification: UInt16 = 0

    /// A kernel drops what doesn't fit any more.
    static let socketBufferLimit = 64

    init(address: IPAddress, configuration: [VirtualRouterParameters], clock: DirectorClock, isSynchronized: Bool) {
        self.address = address
        self.isSynchronized = isSynchronized
        self.configuration = configuration
        if isSynchronized { for index in configuration.indices { self.configuration[index].isSynchronized = true } }
        self.clock = clock
    }

    public func router(_ virtualRouterID: UInt8) -> VirtualRouter? {
        routers.first { $0.parameters.virtualRouterID == virtualRouterID }
    }

    /// Whether hosts on the network can reach the virtual router's addresses here: the kernel answers ARP for them, whether
    /// or not a process runs.
    public func owns(_ virtualRouterID: UInt8) -> Bool {
        power != .off && power != .suspended && isLinkUp && !cut.contains(virtualRouterID) && held.contains(virtualRouterID)
    }

    /// When its process wants to run next, on the simulation's clock.
    var nextWakeup: MonotonicInstant? {
        if power != .running { return nil }
        if let startsAt { return startsAt }
        return routers.compactMap(\.deadline).min().map(clock.moment(showing:))
    }
}
