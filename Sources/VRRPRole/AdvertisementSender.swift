internal import Configuration
internal import LinuxSystem
internal import Logging
internal import NetworkTypes
internal import VRRP

/// Sends what one instance says to its group, or to each of its peers.
struct AdvertisementSender {
    private var destinations: [(address: IPAddress, encoder: AdvertisementEncoder)] = []
    private var timeToLive = ProtocolConstants.timeToLive
    private var name = ""
    private var interface = ""
    private var identification: UInt16 = 0
    private var fails = false
    private let logger = Logger(label: "vrrp")
    private let packetLogger = Logger(label: "advertisements")

    init(_ configuration: VRRPInstance) {
        follow(configuration)
    }

    mutating func follow(_ configuration: VRRPInstance) {
        let unicast = configuration.parameters.unicast
        destinations = (unicast?.peers.map(\.address) ?? [configuration.multicastGroup]).map { ($0, AdvertisementEncoder()) }
        timeToLive = unicast?.timeToLive ?? ProtocolConstants.timeToLive
        name = configuration.parameters.name
        interface = configuration.interface
    }

    mutating func send(
        _ advertisement: Advertisement, from source: IPAddress, on channel: AdvertisementChannel, _ authenticator: any MessageAuthenticator
    ) {
        // The kernel writes a number of its own for 0.
        identification = max(identification &+ 1, 1)
        // One peer that can't be reached must not keep the others from hearing us.
        var failure: SystemError?
        for index in destinations.indices {
            let destination = destinations[index].address
            guard
                let outgoing = OutgoingAdvertisement(
                    advertisement, source: source, destination: destination, timeToLive: timeToLive, identification: identification)
            else { continue }
            packetLogger.trace("(\(name)) sending priority \(advertisement.priority) from \(source) to \(destination)")
            do throws(SystemError) {
                try channel.send(destinations[index].encoder.encode(outgoing, authenticator), of: outgoing)
            } catch {
                failure = error
            }
        }
        if let failure, !fails { logger.error("(\(name)) advertisement on \(interface): \(failure)", metadata: DaemonLog.fields(instance: name)) }
        fails = failure != nil
    }

    /// Makes what would be sent.
    mutating func rehearse(
        _ advertisement: Advertisement, from source: IPAddress, on channel: AdvertisementChannel?, _ authenticator: any MessageAuthenticator
    ) {
        guard !destinations.isEmpty,
            let outgoing = OutgoingAdvertisement(
                advertisement, source: source, destination: destinations[0].address, timeToLive: timeToLive, identification: 1)
        else { return }
        _ = destinations[0].encoder.encode(outgoing, authenticator)
        channel?.rehearse(to: outgoing.destination)
    }
}
