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
    private var buffer = [UInt8](repeating: 0, count: AdvertisementChannel.longestPacket)
    private let deliver: (ReceivedPacket) -> Void

    /// At most this many packets are read before timers get their turn: a flood must not keep a master from advertising.
    private static let packetsPerRound = 64
    /// 255 IPv6 addresses with a trailer are 4116 bytes.
    private static let longestPacket = 4608

    init(_ loop: EventLoop, interface: String?, base: Int32, key: Key, deliver: @escaping (ReceivedPacket) -> Void) throws(SystemError) {
        self.key = key
        self.loop = loop
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

    func send(_ advertisement: OutgoingAdvertisement, _ authenticator: any MessageAuthenticator) throws(SystemError) {
        try socket.send(
            advertisement.encode(authenticator), from: advertisement.source, to: advertisement.destination, hopLimit: advertisement.timeToLive)
    }

    private func receive() {
        for _ in 0..<Self.packetsPerRound {
            // An error such as a lost link is reported once by the socket and told again by the interface's state.
            guard let received = try? socket.receive(into: &buffer) else { return }
            switch received {
            case .datagram(let count):
                if let packet = try? ReceivedPacket(datagram: buffer.span.extracting(0..<count)) { deliver(packet) }
            case .payload(let count, let source, let destination, let hopLimit):
                deliver(ReceivedPacket(source: source, destination: destination, timeToLive: hopLimit, payload: Array(buffer[..<count])))
            }
        }
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
