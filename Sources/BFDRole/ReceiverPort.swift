internal import BFD
internal import EventLoop
internal import LinuxSystem
internal import NetworkTypes
internal import PacketIO

/// One socket to which control packets come.
final class ReceiverPort {
    struct Key: Hashable {
        var family: AddressFamily
        var isMultihop: Bool

        init(_ definition: BFDSessionDefinition) {
            family = definition.neighbour.family
            isMultihop = definition.isMultihop
        }
    }

    private let loop: EventLoop
    private let receiver: BFDReceiver
    private let deliver: (Span<UInt8>, ReceivedDatagram) -> Void
    /// Longer than any control packet with its authentication.
    private var buffer = [UInt8](repeating: 0, count: 256)

    /// So many are read before timers get their turn, however many wait.
    private static let mostOfARound = 512

    init(_ loop: EventLoop, _ key: Key, deliver: @escaping (Span<UInt8>, ReceivedDatagram) -> Void) throws(SystemError) {
        self.loop = loop
        self.deliver = deliver
        receiver = try BFDReceiver(key.family, port: key.isMultihop ? BFDConstants.multihopPort : BFDConstants.singleHopPort)
        try loop.watch(receiver.descriptor.number, for: .readable) { [unowned self] _ in receive() }
    }

    deinit {
        loop.forget(receiver.descriptor.number, closes: true)
    }

    private func receive() {
        for _ in 0..<Self.mostOfARound {
            guard let datagram = try? receiver.receive(into: &buffer) else { return }
            let bytes = buffer
            deliver(bytes.span.extracting(0..<min(datagram.count, bytes.count)), datagram)
        }
    }
}
