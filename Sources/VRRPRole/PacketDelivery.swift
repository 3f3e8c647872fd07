internal import Configuration
internal import Logging
internal import NetworkTypes
internal import RouteNetlink
internal import VRRP

/// Finds the instance that a packet is for, where it isn't the same packet again (`AdvertisementChannel`), and says what is to be said of packets for nobody.
final class PacketDelivery {
    let unknownRouters = UnknownRouters()
    /// Packets too short to name their virtual router, so that no instance can count them.
    private(set) var shortPackets: UInt64 = 0
    private let environment: VRRPEnvironment
    private let logger = Logger(label: "vrrp")

    init(_ environment: VRRPEnvironment) {
        self.environment = environment
    }

    /// - Parameter instances: all that there are.
    func deliver(_ packet: ReceivedPacket, from channel: AdvertisementChannel, among instances: [InstanceRunner]) {
        let key = channel.key
        guard let identifier = packet.virtualRouterID else { return complainOfShortPacket(packet, key) }
        let meant = environment.index.instances(identifier, on: key, among: instances)
        // A socket that listens to a group also gets what is sent to this host: that is for the unicast instance, if there is one.
        if key.group != nil, !packet.destination.isMulticast, meant.contains(where: { $0.configuration.channelGroup == nil }) { return }
        let listening = meant.filter { $0.channelKey == key }
        if let runner = Self.recipient(of: packet, among: listening) {
            if listening.count == 1 { channel.remember(runner) }
            return runner.received(packet)
        }
        // One that stands alone hears what nobody expects too, and says what is wrong with it.
        if listening.count == 1, let runner = listening.first, Self.recipient(of: packet, among: meant) == nil,
            !instances.contains(where: { $0.hears(identifier, key.family, butNotOn: key) && $0.fit(of: packet) > .none }) {
            return runner.received(packet)
        }
        // What comes to this host reaches the sockets of its interface, and those of no interface too.
        if !packet.destination.isMulticast, instances.contains(where: { $0.hears(identifier, key.family, butNotOn: key) }) { return }
        let interface = environment.interfaces.interface(numbered: key.interfaceIndex)?.name ?? "any"
        unknownRouters.note(identifier, from: packet.source, on: interface)
    }

    /// The instance that the packet fits best; the first one, where several are alike.
    private static func recipient(of packet: ReceivedPacket, among runners: [InstanceRunner]) -> InstanceRunner? {
        var best: InstanceRunner?
        var bestFit = VirtualRouterParameters.Fit.none
        for runner in runners {
            let fit = runner.fit(of: packet)
            if fit > bestFit { (best, bestFit) = (runner, fit) }
        }
        return best
    }

    private func complainOfShortPacket(_ packet: ReceivedPacket, _ key: AdvertisementChannel.Key) {
        shortPackets &+= 1
        guard shortPackets == 1 else { return }
        logger.warning(
            "Discarding advert from \(packet.source) on interface \(key.interfaceIndex): \(packet.payload.count) bytes are too short for one; others like it are only counted")
    }
}
