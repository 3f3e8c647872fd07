internal import EventLoop
internal import LinuxSystem
internal import NetworkTypes
internal import PacketIO
internal import VRRP

/// One socket for all instances that speak to one multicast group, or to peers, over one interface.
final class AdvertisementChannel {
    struct Key: Hashable {
        var interfaceIndex: Int32
        /// Nil: unicast.
        var group: IPAddress?
    }

    private let loop: EventLoop
    private let socket: VRRPSocket
    private var buffer = [UInt8](repeating: 0, count: 2048)
    private let deliver: (ReceivedPacket) -> Void

    /// At most this many packets are read before timers get their turn: a flood must not keep a master from advertising.
    private static let packetsPerRound = 64

    init(_ loop: EventLoop, interface: String, key: Key, deliver: @escaping (ReceivedPacket) -> Void) throws(SystemError) {
        self.loop = loop
        self.deliver = deliver
        socket = try VRRPSocket(interface: interface, index: key.interfaceIndex, group: key.group)
        try loop.watch(socket.descriptor.number, for: .readable) { [unowned self] _ in receive() }
    }

    deinit {
        loop.forget(socket.descriptor.number)
    }

    func send(_ advertisement: OutgoingAdvertisement) throws(SystemError) {
        try socket.send(advertisement.encode(), to: advertisement.destination)
    }

    private func receive() {
        for _ in 0..<Self.packetsPerRound {
            // An error such as a lost link is reported once by the socket and told again by the interface's state.
            guard let count = try? socket.receive(into: &buffer) else { return }
            guard let packet = try? ReceivedPacket(datagram: buffer.span.extracting(0..<count)) else { continue }
            deliver(packet)
        }
    }
}
