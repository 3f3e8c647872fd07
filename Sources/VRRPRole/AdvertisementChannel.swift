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
    private let list: ChannelList
    private let deliver: (ReceivedPacket, AdvertisementChannel) -> Void
    /// What an instance has heard, where the same packet again would change nothing but the time.
    private struct Familiar {
        /// The only one for which such a packet can be.
        let listener: InstanceRunner
        /// The router's `familiarNumber`.
        let number: UInt64
        let likeness: [UInt8]
    }

    /// By virtual router identifier.
    @exclusivity(unchecked) private var familiar: [Familiar?] = []
    /// The generation of the index that they are from.
    @exclusivity(unchecked) private var generation: UInt64 = 0
    /// Who has got the packet that is being delivered.
    private var heardBy: InstanceRunner?

    /// At most so many batches are read before timers get their turn: a flood must not keep a master from advertising.
    private static let batchesPerRound = 4
    /// 255 IPv6 addresses with a trailer are 4116 bytes.
    static let longestPacket = 4608

    /// - Parameters:
    ///   - receiver: shared with other channels.
    ///   - list: what it belongs to as long as it lives.
    ///   - deliver: called with what no listener takes as a repetition.
    init(
        _ loop: EventLoop, interface: String?, base: Int32, key: Key, _ receiver: PacketReceiver, _ index: InstanceIndex,
        _ list: ChannelList, deliver: @escaping (ReceivedPacket, AdvertisementChannel) -> Void
    ) throws(SystemError) {
        self.key = key
        self.loop = loop
        self.receiver = receiver
        self.index = index
        self.list = list
        self.deliver = deliver
        let protocolNumber = key.hasAuthenticationHeader ? ProtocolConstants.authenticationHeaderNumber : ProtocolConstants.protocolNumber
        socket = try VRRPSocket(
            interface: interface, index: key.interfaceIndex, family: key.family, group: key.group, base: base, protocolNumber: protocolNumber)
        list.add(self)
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
        list.remove(key)
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
            guard let count = try? socket.receive(into: receiver), count > 0 else { return }
            let now = SystemClock.now()
            for number in 0..<count where !isHeardAgain(number, now: now) { take(number) }
            // More than one at a time: others are on their way, and to ask once more costs less than to wait.
            if count == 1 { return }
        }
    }

    /// The short way of nearly every packet: it is the one that its virtual router heard last, from a master that is followed.
    private func isHeardAgain(_ number: Int, now: MonotonicInstant) -> Bool {
        guard generation == index.generation, let identifier = socket.virtualRouterID(number, of: receiver), Int(identifier) < familiar.count,
            let expected = familiar[Int(identifier)], socket.isLike(number, of: receiver, expected.likeness)
        else { return false }
        return expected.listener.heardAgain(expected.number, now: now)
    }

    private func take(_ number: Int) {
        heardBy = nil
        socket.read(number, of: receiver) { bytes, envelope in
            if let packet = Self.packet(bytes, envelope) { deliver(packet, self) }
        }
        guard let listener = heardBy, let identifier = socket.virtualRouterID(number, of: receiver) else { return }
        heardBy = nil
        guard listener.router.familiarNumber != 0 else { return }
        if generation != index.generation { familiar = [] }
        generation = index.generation
        while familiar.count <= Int(identifier) { familiar.append(nil) }
        familiar[Int(identifier)] = Familiar(
            listener: listener, number: listener.router.familiarNumber, likeness: socket.likeness(number, of: receiver))
    }

    private static func packet(_ bytes: Span<UInt8>, _ envelope: VRRPSocket.Envelope?) -> ReceivedPacket? {
        guard let envelope else { return try? ReceivedPacket(datagram: bytes) }
        return ReceivedPacket(
            source: envelope.source, destination: envelope.destination, timeToLive: envelope.hopLimit, payload: bytes.array(0..<bytes.count) ?? [])
    }

    /// The instance hears nothing here any more.
    func forget(_ listener: InstanceRunner) {
        for index in familiar.indices where familiar[index]?.listener === listener { familiar[index] = nil }
    }

    /// To be called before the packet that is being delivered goes to this instance, if nobody else could be meant.
    func remember(_ listener: InstanceRunner) {
        heardBy = listener
    }
}

extension AdvertisementChannel.Key {
    init(_ instance: VRRPInstance, on interfaceIndex: Int32) {
        let parameters = instance.parameters
        self.interfaceIndex = interfaceIndex
        family = parameters.family
        group = instance.channelGroup
        hasAuthenticationHeader = parameters.usesAuthenticationHeader
    }
}
