internal import NetworkTypes
internal import VRRP

/// A backup that hears its master.
struct VRRPWork {
    var router: VirtualRouter
    var now = MonotonicInstant(nanoseconds: 1_000_000_000_000)
    let advertisement: [UInt8]
    let source: IPAddress
    var encoder = AdvertisementEncoder()

    init(_ version: ProtocolVersion, _ family: AddressFamily) {
        let own: IPAddress = family == .ipv4 ? IPAddress(10, 0, 0, 2) : .v6(IPv6Address(high: 0xFE80 << 48, low: 2))
        source = family == .ipv4 ? IPAddress(10, 0, 0, 3) : .v6(IPv6Address(high: 0xFE80 << 48, low: 3))
        let virtual: IPAddress = family == .ipv4 ? IPAddress(192, 0, 2, 1) : .v6(IPv6Address(high: 0xFE80 << 48, low: 99))
        var parameters = VirtualRouterParameters(name: "VI_1", virtualRouterID: 51, authentication: .none, advertisedAddresses: [virtual])
        parameters.version = version
        parameters.family = family
        router = VirtualRouter(parameters: parameters, primaryAddress: own)
        _ = router.start(now: now, adoptingMastership: false)
        let heard = Advertisement(
            version: parameters.usedVersion, family: parameters.family, virtualRouterID: parameters.virtualRouterID, priority: 200,
            interval: parameters.usedInterval, authentication: .none, addresses: parameters.advertisedAddresses)
        advertisement = heard?.encode(from: source, to: ProtocolConstants.multicastGroup(family)) ?? []
    }

    /// The same packet again, which the shell has seen by its bytes (`VRRPSocket.isLike`): that comparison isn't counted, as it is no part of the core.
    mutating func hearAgain() {
        now = now + .seconds(1)
        if router.heardAgain(router.familiarNumber, now: now) == nil { check() }
    }

    /// With all checks.
    mutating func check() {
        _ = router.received(ReceivedPacket(source: source, timeToLive: 255, payload: advertisement), now: now)
    }
}

@inline(never)
func hearAgain(_ work: VRRPWork, _ rounds: Int) {
    var work = work
    for _ in 0..<rounds { work.hearAgain() }
    precondition(work.router.deadline.map { $0 > work.now } == true, "the master isn't heard")
}

@inline(never)
func checkAdvertisements(_ work: VRRPWork, _ rounds: Int) {
    var work = work
    for _ in 0..<rounds {
        work.now = work.now + .seconds(1)
        work.check()
    }
    precondition(work.router.deadline.map { $0 > work.now } == true, "the master isn't heard")
}

@inline(never)
func sendAdvertisements(_ work: VRRPWork, _ rounds: Int) {
    var work = work
    var bytes = 0
    for number in 0...rounds {
        work.now = max(work.now, work.router.deadline ?? work.now)
        let identification = UInt16(truncatingIfNeeded: number)
        let again = work.router.advertiseAgain(now: work.now)
        if let again, let kept = work.encoder.encode(again: again.number, identification: identification) {
            bytes += kept.count
            continue
        }
        let advertisement =
            again != nil
            ? work.router.repeatedAdvertisement
            :
            work.router.handleTimeout(now: work.now).lazy.compactMap { effect in
                if case .sendAdvertisement(let advertisement) = effect { advertisement } else { nil }
            }.first
        guard let advertisement,
            let outgoing = OutgoingAdvertisement(advertisement, source: work.source, identification: identification)
        else { continue }
        bytes += work.encoder.encode(outgoing, keptAs: again?.number ?? 0).count
    }
    precondition(bytes > rounds * 16, "nothing was sent")
    precondition(work.router.state == .master, "no master")
}
