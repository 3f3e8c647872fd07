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
    /// The repetition whose bytes there are for each destination; 0: of none.
    private var kept: UInt64 = 0
    /// What was sent last came from there.
    private var source = IPAddress(0, 0, 0, 0)
    private let logger = Logger(label: "vrrp")
    private let packetLogger = Logger(label: "advertisements")

    init(_ configuration: VRRPInstance) {
        follow(configuration)
    }

    mutating func follow(_ configuration: VRRPInstance) {
        let unicast = configuration.parameters.unicast
        kept = 0
        destinations = (unicast?.peers.map(\.address) ?? [configuration.multicastGroup]).map { ($0, AdvertisementEncoder()) }
        timeToLive = unicast?.timeToLive ?? ProtocolConstants.timeToLive
        name = configuration.parameters.name
        interface = configuration.interface
    }

    /// Sends something.
    ///
    /// - Parameter number: of the repetition that it is (`VirtualRouter.Repetition`); 0: of none.
    mutating func send(
        _ advertisement: Advertisement, keptAs number: UInt64 = 0, from source: IPAddress, on channel: AdvertisementChannel,
        _ authenticator: any MessageAuthenticator
    ) {
        // The kernel writes a number of its own for 0.
        identification = max(identification &+ 1, 1)
        // One peer that can't be reached must not keep the others from hearing us.
        var failure: SystemError?
        var isWhole = true
        for index in destinations.indices {
            let destination = destinations[index].address
            guard
                let outgoing = OutgoingAdvertisement(
                    advertisement, source: source, destination: destination, timeToLive: timeToLive, identification: identification)
            else {
                isWhole = false
                continue
            }
            if DaemonLog.tracesPackets {
                packetLogger.trace("(\(name)) sending priority \(advertisement.priority) from \(source) to \(destination)")
            }
            do throws(SystemError) {
                try channel.send(
                    destinations[index].encoder.encode(outgoing, keptAs: number, authenticator), from: source, to: destination, timeToLive: timeToLive)
            } catch {
                failure = error
            }
        }
        self.source = source
        kept = isWhole ? number : 0
        if let failure { complain(failure) } else { fails = false }
    }

    /// Sends once more what was sent as this repetition.
    ///
    /// - Returns: false where it has to be encoded: nothing was sent then.
    mutating func sendAgain(_ number: UInt64, on channel: AdvertisementChannel) -> Bool {
        guard number == kept, !fails, !DaemonLog.tracesPackets else { return false }
        let next = max(identification &+ 1, 1)
        for index in destinations.indices {
            guard let bytes = destinations[index].encoder.encode(again: number, identification: next) else { continue }
            do throws(SystemError) {
                try channel.send(bytes, from: source, to: destinations[index].address, timeToLive: timeToLive)
            } catch {
                complain(error)
            }
        }
        identification = next
        return true
    }

    private mutating func complain(_ failure: SystemError) {
        if !fails { logger.error("(\(name)) advertisement on \(interface): \(failure)", metadata: DaemonLog.fields(instance: name)) }
        fails = true
    }

    /// Makes what would be sent.
    mutating func rehearse(
        _ advertisement: Advertisement, from source: IPAddress, on channel: AdvertisementChannel?, _ authenticator: any MessageAuthenticator
    ) {
        guard !destinations.isEmpty,
            let outgoing = OutgoingAdvertisement(
                advertisement, source: source, destination: destinations[0].address, timeToLive: timeToLive, identification: 1)
        else { return }
        kept = 0
        _ = destinations[0].encoder.encode(outgoing, keptAs: 0, authenticator)
        channel?.rehearse(to: outgoing.destination)
    }
}
