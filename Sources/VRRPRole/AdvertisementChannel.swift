internal import Configuration
internal import EventLoop
internal import LinuxSystem
internal import NetworkTypes
internal import PacketIO
internal import VRRP

/// One socket for all instances that speak one protocol to one multicast group, or to peers, over one interface, or over any.
final class AdvertisementChannel {
    struct Key: Hashable {
        /// Of an interface or a VRF; 0: any.
        var interfaceIndex: Int32
        var family: AddressFamily
        /// Nil: unicast.
        var group: IPAddress?
        /// Behind an authentication header (`auth_type AH`).
        var hasAuthenticationHeader: Bool
    }

    let key: Key
    private let loop: EventLoop
    private let socket: VRRPSocket
    private let receiver: PacketReceiver
    private let index: InstanceIndex
    private let deliver: (ReceivedPacket, AdvertisementChannel) -> Void
    /// By virtual router identifier: the instances that were the only one for what came here; empty until one was.
    private var listeners: [InstanceRunner?] = []
    /// The generation of the index that they are from.
    private var generation: UInt64 = 0

    /// At most so many batches are read before timers get their turn: a flood must not keep a master from advertising.
    private static let batchesPerRound = 4
    /// 255 IPv6 addresses with a trailer are 4116 bytes.
    static let longestPacket = 4608

    /// - Parameters:
    ///   - receiver: shared with other channels.
    ///   - deliver: called with what no listener takes as a repetition.
    init(
        _ loop: EventLoop, interface: String?, base: Int32, key: Key, _ receiver: PacketReceiver, _ index: InstanceIndex,
        deliver: @escaping (ReceivedPacket, AdvertisementChannel) -> Void
    ) throws(SystemError) {
        self.key = key
        self.loop = loop
        self.receiver = receiver
        self.index = index
        self.deliver = deliver
        let protocolNumber = key.hasAuthenticationHeader ? ProtocolConstants.authenticationHeaderNumber : ProtocolConstants.protocolNumber
        socket = try VRRPSocket(
            interface: interface, index: key.interfaceIndex, family: key.family, group: key.group, base: base, protocolNumber: protocolNumber)
        try loop.watch(socket.descriptor.number, for: .readable) { [unowned self] _ in receive() }
    }

    /// What the instances that use the socket want it to keep, in bytes.
    private var reserved: [String: Int] = [:]

    /// - Parameter bytes: nil takes what the kernel gives.
    func reserve(_ bytes: Int?, for instance: String) throws(SystemError) {
        if reserved[instance] == bytes { return }
        reserved[instance] = bytes
        let sum = reserved.values.reduce(0) { $0.addingReportingOverflow($1).partialValue }
        if sum > 0 { try socket.keep(sum) }
    }

    deinit {
        loop.forget(socket.descriptor.number)
    }

    /// - Parameter bytes: what `OutgoingAdvertisement.encode` gave.
    func send(_ bytes: [UInt8], from source: IPAddress, to destination: IPAddress, timeToLive: UInt8) throws(SystemError) {
        try socket.send(bytes, from: source, to: destination, hopLimit: timeToLive)
    }

    /// Goes the way of `send` without anything being sent.
    func rehearse(to destination: IPAddress) {
        socket.rehearse(to: destination)
    }

    // MARK: Receiving

    func receive() {
        for _ in 0..<Self.batchesPerRound {
            // An error such as a lost link is reported once by the socket and told again by the interface's state.
            let count = try? socket.receive(into: receiver) { bytes, envelope in
                if let envelope { take(bytes, envelope) } else { take(bytes) }
            }
            guard count == PacketReceiver.capacity else { return }
        }
    }

    private func take(_ datagram: Span<UInt8>) {
        if let header = try? IPv4Header(decoding: datagram), header.protocolNumber == ProtocolConstants.protocolNumber,
            isRepetition(
                datagram.extracting(header.payload), from: .v4(header.source), to: .v4(header.destination), timeToLive: header.timeToLive) {
            return
        }
        if let packet = try? ReceivedPacket(datagram: datagram) { deliver(packet, self) }
    }

    private func take(_ payload: Span<UInt8>, _ envelope: VRRPSocket.Envelope) {
        if isRepetition(payload, from: envelope.source, to: envelope.destination, timeToLive: envelope.hopLimit) { return }
        let bytes = payload.array(0..<payload.count) ?? []
        deliver(
            ReceivedPacket(source: envelope.source, destination: envelope.destination, timeToLive: envelope.hopLimit, payload: bytes), self)
    }

    private func isRepetition(_ payload: Span<UInt8>, from source: IPAddress, to destination: IPAddress, timeToLive: UInt8) -> Bool {
        guard generation == index.generation, let identifier = Advertisement.virtualRouterID(in: payload), Int(identifier) < listeners.count,
            let listener = listeners[Int(identifier)]
        else { return false }
        return listener.receivedAgain(payload, from: source, to: destination, timeToLive: timeToLive)
    }

    /// Remembers that what comes here for this virtual router is for that instance and nobody else, as long as no instance comes or goes.
    func remember(_ listener: InstanceRunner, for identifier: UInt8) {
        if generation != index.generation || listeners.isEmpty {
            listeners = Array(repeating: nil, count: 256)
            generation = index.generation
        }
        listeners[Int(identifier)] = listener
    }
}

extension AdvertisementChannel.Key {
    init(_ instance: VRRPInstance, on interfaceIndex: Int32) {
        let parameters = instance.parameters
        self.interfaceIndex = interfaceIndex
        family = parameters.family
        group = instance.channelGroup
        hasAuthenticationHeader = parameters.usedVersion == .version2 && parameters.authentication.field == .header
    }
}
