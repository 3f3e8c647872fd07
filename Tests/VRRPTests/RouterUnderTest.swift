import NetworkTypes
import VRRP

/// A virtual router with a clock in its hand: 10.0.0.2, priority 100, one virtual address, password 1111.
struct RouterUnderTest {
    static let address = IPAddress(10, 0, 0, 2)
    static let lowerAddress = IPAddress(10, 0, 0, 1)
    static let higherAddress = IPAddress(10, 0, 0, 3)
    static let parameters = VirtualRouterParameters(
        name: "VI_1", virtualRouterID: 51, authentication: .password("1111".utf8), advertisedAddresses: [IPAddress(192, 0, 2, 1)])

    var router: VirtualRouter
    var now = MonotonicInstant(nanoseconds: 1_000_000_000_000)

    init(_ adjust: (inout VirtualRouterParameters) -> Void = { _ in }) {
        var parameters = Self.parameters
        adjust(&parameters)
        router = VirtualRouter(parameters: parameters, primaryAddress: Self.address)
    }

    /// Started, and master by the running out of its timer.
    static func master(_ adjust: (inout VirtualRouterParameters) -> Void = { _ in }) -> RouterUnderTest {
        var test = RouterUnderTest(adjust)
        _ = test.start()
        _ = test.runToDeadline()
        return test
    }

    static func backup(_ adjust: (inout VirtualRouterParameters) -> Void = { _ in }) -> RouterUnderTest {
        var test = RouterUnderTest(adjust)
        _ = test.start()
        return test
    }

    /// How long until the router wants to be woken.
    var remaining: Duration? {
        router.deadline.map { $0 - now }
    }

    mutating func start(adopting: Bool = false) -> [VirtualRouter.Effect] {
        router.start(now: now, adoptingMastership: adopting)
    }

    /// Lets time pass without waking the router.
    mutating func sleep(_ duration: Duration) {
        now = now + duration
    }

    mutating func wake() -> [VirtualRouter.Effect] {
        router.handleTimeout(now: now)
    }

    mutating func runToDeadline() -> [VirtualRouter.Effect] {
        now = max(now, router.deadline ?? now)
        return wake()
    }

    /// An advertisement of this virtual router, as a neighbour with the same configuration would send it.
    func advertisement(
        priority: UInt8, from source: IPAddress = Self.higherAddress, to destination: IPAddress? = nil,
        _ adjust: (inout VirtualRouterParameters) -> Void = { _ in }
    ) -> [UInt8] {
        var parameters = router.parameters
        adjust(&parameters)
        var advertisement = Advertisement(
            version: parameters.usedVersion, family: parameters.family, virtualRouterID: parameters.virtualRouterID, priority: priority,
            interval: parameters.usedInterval,
            authentication: parameters.usedVersion == .version2 ? parameters.authentication.field : .none, addresses: parameters.advertisedAddresses)
        if parameters.leavesOutPseudoHeader { advertisement?.checksum = .advertisement }
        return advertisement?.encode(from: source, to: destination ?? ProtocolConstants.multicastGroup(parameters.family)) ?? []
    }

    mutating func hear(_ priority: UInt8, from source: IPAddress = Self.higherAddress) -> [VirtualRouter.Effect] {
        router.received(ReceivedPacket(source: source, payload: advertisement(priority: priority, from: source)), now: now)
    }
}

extension [VirtualRouter.Effect] {
    /// What is logged, as it stands in the log.
    var lines: [String] {
        compactMap { if case .log(let event) = $0 { event.description } else { nil } }
    }

    /// What is done, without what is logged.
    var deeds: [VirtualRouter.Effect] {
        filter { if case .log = $0 { false } else { true } }
    }

    /// The priorities of the advertisements sent.
    var sentPriorities: [UInt8] {
        compactMap { if case .sendAdvertisement(let advertisement) = $0 { advertisement.priority } else { nil } }
    }
}
