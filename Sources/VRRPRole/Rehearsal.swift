internal import Configuration
internal import ControlProtocol
internal import LinuxSystem
internal import NetworkTypes
internal import VRRP

/// A takeover that nobody hears of, played once after the start and after each reload.
///
/// The first one would otherwise pay for what a backup had no need of so far: program text that isn't mapped, memory that was given back,
/// types of the language that are made when first used, between the moment when a master is missed and the first packet that says where its
/// addresses are now.
enum Rehearsal {
    /// Makes of the parameters of an instance a router that hears a master, takes over and makes way again.
    ///
    /// - Returns: what it wants to be done, in its order.
    static func play(_ parameters: VirtualRouterParameters, primaryAddress: IPAddress) -> [VirtualRouter.Effect] {
        var parameters = parameters
        parameters.isSynchronized = false
        parameters.tracking = []
        parameters.unicast = nil
        parameters.messageAuthentication = nil
        parameters.priority = min(parameters.priority, 254)
        var router = VirtualRouter(parameters: parameters, primaryAddress: primaryAddress)
        var now = MonotonicInstant(nanoseconds: 1_000_000_000)
        var effects = router.start(now: now)
        let packet = advertisement(of: parameters, priority: 255, from: primaryAddress.neighbour)
        for _ in 0..<2 {
            now = now + .milliseconds(1)
            if router.heardAgain(router.familiarNumber, now: now) == nil { effects += router.received(packet, now: now) }
        }
        for _ in 0..<2 {
            now = max(now, router.deadline ?? now)
            if router.advertiseAgain(now: now) != nil, let advertisement = router.repeatedAdvertisement {
                effects.append(.sendAdvertisement(advertisement))
            } else {
                effects += router.handleTimeout(now: now)
            }
        }
        effects += router.received(packet, now: now)
        return effects
    }

    private static func advertisement(of parameters: VirtualRouterParameters, priority: UInt8, from source: IPAddress) -> ReceivedPacket {
        let group = ProtocolConstants.multicastGroup(parameters.family)
        let payload = Advertisement(of: parameters, priority: priority).encode(from: source, to: group)
        return ReceivedPacket(source: source, destination: group, payload: payload)
    }
}

extension IPAddress {
    /// Another one of the same family.
    fileprivate var neighbour: IPAddress {
        switch self {
        case .v4(let address): .v4(IPv4Address(bits: address.bits ^ 1))
        case .v6(let address): .v6(IPv6Address(high: address.high, low: address.low ^ 1))
        }
    }
}

extension InstanceRunner {
    /// Plays a takeover of this instance without anything leaving the process.
    func rehearse() {
        guard let source = router.primaryAddress else { return }
        let effects = Rehearsal.play(configuration.parameters, primaryAddress: source)
        // Its own sender: what it says as master is encoded then.
        for case .sendAdvertisement(let advertisement) in effects {
            sender.rehearse(advertisement, from: source, on: channel, environment.authenticator)
        }
        let logs = effects.filter { if case .log = $0 { true } else { false } }
        environment.batch.rehearse(self, telling: logs)
    }
}
