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
    private let logger = Logger(label: "vrrp")
    private var queue = AnnouncementQueue()
    private var timer: EventLoop.Timer?
    /// An interface's own address, by its number.
    var hardwareAddress: (Int32) -> EthernetAddress? = { _ in nil }

    init(_ loop: EventLoop) throws(SystemError) {
        self.loop = loop
        ethernet = try EthernetSocket()
        timer = EventLoop.Timer { [unowned self] in send(queue.due(now: SystemClock.now())) }
    }

    func follow(_ limits: AnnouncementLimits) {
        queue.follow(limits, now: SystemClock.now())
        wait()
    }

    func announce(_ announcements: [AnnouncementQueue.Announcement], rounds: Int) {
        for item in announcements {
            let kind = item.address.family == .ipv4 ? "gratuitous ARPs" : "Unsolicited Neighbour Adverts"
            logger.info("(\(item.owner)) Sending/queueing \(kind) on \(item.interface) for \(item.address)")
        }
        send(queue.enqueue(announcements, rounds: rounds, now: SystemClock.now()))
    }

    func announce(_ announcements: [AnnouncementQueue.Announcement], owner: String, every interval: Duration) {
        queue.announce(announcements, owner: owner, every: interval, now: SystemClock.now())
        wait()
    }

    func cancel(owner: String) {
        queue.cancel(owner: owner)
        wait()
    }

    private func send(_ due: [AnnouncementQueue.Announcement]) {
        for announcement in due {
            guard let source = hardwareAddress(announcement.interfaceIndex) else { continue }
            // One that is lost is followed by others.
            switch announcement.address {
            case .v4(let address):
                try? ethernet.send(
                    GratuitousARP(address: address, hardwareAddress: source).encode(), interfaceIndex: announcement.interfaceIndex)
            case .v6(let address):
                let isRouter = KernelSettings.isOn("net/ipv6/conf/\(announcement.interface)/forwarding")
                try? ethernet.send(
                    UnsolicitedNeighbourAdvertisement(address: address, hardwareAddress: source, isRouter: isRouter).encode(),
                    interfaceIndex: announcement.interfaceIndex)
            }
        }
        wait()
    }

    private func wait() {
        guard let timer else { return }
        if let deadline = queue.deadline { loop.arm(timer, at: deadline) } else { loop.disarm(timer) }
    }
}
