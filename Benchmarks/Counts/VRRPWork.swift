internal import NetworkTypes
internal import VRRP

/// A backup that hears its master.
struct VRRPWork {
    var router: VirtualRouter
    var now = MonotonicInstant(nanoseconds: 1_000_000_000_000)
    let advertisement: [UInt8]
    let source: IPAddress

    init(_ version: ProtocolVersion, _ family: AddressFamily) {
        let own: IPAddress = family == .ipv4 ? IPAddress(10, 0, 0, 2) : .v6(IPv6Address(high: 0xFE80 << 48, low: 2))
        source = family == .ipv4 ? IPAddress(10, 0, 0, 3) : .v6(IPv6Address(high: 0xFE80 << 48, low: 3))
        let virtual: IPAddress = family == .ipv4 ? IPAddress(192, 0, 2, 1) : .v6(IPv6Address(high: 0xFE80 << 48, low: 99))
        var parameters = VirtualRouterParameters(name: "VI_1", virtualRouterID: 51, authentication: .none, advertisedAddresses: [virtual])
        parameters.version = version
        parameters.family = family
        router = VirtualRouter(parameters: parameters, primaryAddress: own)
        _ = router.start(now: now, adoptingMastership: false)
        advertisement = Advertisement(
            version: parameters.usedVersion, family: parameters.family, virtualRouterID: parameters.virtualRouterID, priority: 200,
            interval: parameters.usedInterval, authentication: .none, addresses: parameters.advertisedAddresses
        )?.encode(from: source, to: ProtocolConstants.multicastGroup(family)) ?? []
    }

    mutating func receive() {
        now = now + .seconds(1)
        _ = router.received(ReceivedPacket(source: source, timeToLive: 255, payload: advertisement), now: now)
    }
}

@inline(never)
func receiveAdvertisements(_ work: VRRPWork, _ rounds: Int) {
    var work = work
    for _ in 0..<rounds { work.receive() }
    precondition(work.router.deadline.map { $0 > work.now } == true, "the master isn't heard")
}

@inline(never)
func receiveAdvertisementsV3(_ work: VRRPWork, _ rounds: Int) {
    var work = work
    for _ in 0..<rounds { work.receive() }
    precondition(work.router.deadline.map { $0 > work.now } == true, "the master isn't heard")
}

@inline(never)
func sendAdvertisements(_ work: VRRPWork, _ rounds: Int) {
    var work = work
    var bytes = 0
    for _ in 0...rounds {
        work.now = max(work.now, work.router.deadline ?? work.now)
        for effect in work.router.handleTimeout(now: work.now) {
            guard case .sendAdvertisement(let advertisement) = effect,
                let outgoing = OutgoingAdvertisement(advertisement, source: work.source, identification: 1)
            else { continue }
            bytes += outgoing.encode().count
        }
    }
    precondition(bytes > rounds * 16, "nothing was sent")
    precondition(work.router.state == .master, "no master")
}
