internal import EventLoop
internal import LinuxSystem
internal import Logging
internal import NetworkTypes
internal import PacketIO
internal import VRRP

/// Sends gratuitous ARPs and unsolicited neighbour advertisements as the queue lets them go.
final class Announcer {
    private let loop: EventLoop
    private let ethernet: EthernetSocket
    private let logger = Logger(label: "addresses")
    private var queue = AnnouncementQueue()
    private var timer: EventLoop.Timer?
    /// What is collected to leave in few system calls; nil while each leaves at once.
    private var gathered: EthernetSocket.Frames?
    /// An interface's own address, by its number.
    var hardwareAddress: (Int32) -> EthernetAddress? = { _ in nil }

    init(_ loop: EventLoop) throws(SystemError) {
        self.loop = loop
        ethernet = try EthernetSocket()
        timer = EventLoop.Timer { [unowned self] in
            send(queue.due(now: SystemClock.now()))
            wait()
        }
    }

    func follow(_ limits: AnnouncementLimits) {
        queue.follow(limits, now: SystemClock.now())
        wait()
    }

    func announce(_ announcements: [AnnouncementQueue.Announcement], rounds: Int) {
        for item in announcements {
            logger.debug(
                "(\(item.owner)) Sending/queueing \(item.address.family == .ipv4 ? "gratuitous ARPs" : "Unsolicited Neighbour Adverts") on \(item.interface) for \(item.address)")
        }
        send(queue.enqueue(announcements, rounds: rounds, now: SystemClock.now()))
        if !queue.isEmpty { wait() }
    }

    func announce(_ announcements: [AnnouncementQueue.Announcement], owner: String, every interval: Duration) {
        queue.announce(announcements, owner: owner, every: interval, now: SystemClock.now())
        wait()
    }

    func cancel(owner: String) {
        queue.cancel(owner: owner)
        wait()
    }

    /// What `body` has announced without a limit leaves together after it.
    func gather(_ body: () -> Void) {
        gathered = EthernetSocket.Frames()
        body()
        if let frames = gathered, !frames.isEmpty { ethernet.send(frames) }
        gathered = nil
    }

    private func send(_ due: [AnnouncementQueue.Announcement]) {
        if due.isEmpty { return }
        var frames = gathered ?? EthernetSocket.Frames()
        // Rounds follow each other with the same addresses.
        var source: (index: Int32, address: EthernetAddress)?
        for announcement in due {
            if source?.index != announcement.interfaceIndex {
                source = hardwareAddress(announcement.interfaceIndex).map { (announcement.interfaceIndex, $0) }
            }
            guard let source else { continue }
            frames.append(frame(announcement, from: source.address), interfaceIndex: announcement.interfaceIndex)
        }
        // One that is lost is followed by others.
        if gathered == nil { ethernet.send(frames) } else { gathered = frames }
    }

    private func frame(_ announcement: AnnouncementQueue.Announcement, from source: EthernetAddress) -> [UInt8] {
        switch announcement.address {
        case .v4(let address): return GratuitousARP(address: address, hardwareAddress: source).encode()
        case .v6(let address):
            let isRouter = KernelSettings.isOn("net/ipv6/conf/\(announcement.interface)/forwarding")
            return UnsolicitedNeighbourAdvertisement(address: address, hardwareAddress: source, isRouter: isRouter).encode()
        }
    }

    private func wait() {
        guard let timer else { return }
        if let deadline = queue.deadline { loop.arm(timer, at: deadline) } else { loop.disarm(timer) }
    }
}
