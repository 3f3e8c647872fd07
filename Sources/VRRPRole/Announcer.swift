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
    private var isRehearsing = false
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
        if logger.logLevel <= .debug { for item in announcements { logAnnouncement(item) } }
        // Whoever takes over shall not wait for a queue that has nothing to do.
        if queue.isOpen || isRehearsing { return send(announcements, rounds: rounds) }
        send(queue.enqueue(announcements, rounds: rounds, now: SystemClock.now()))
        if !queue.isEmpty { wait() }
    }

    private func logAnnouncement(_ item: AnnouncementQueue.Announcement) {
        let kind = item.address.family == .ipv4 ? "gratuitous ARPs" : "Unsolicited Neighbour Adverts"
        logger.debug("(\(item.owner)) Sending/queueing \(kind) on \(item.interface) for \(item.address)")
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
    ///
    /// - Parameter sends: false in a rehearsal: nothing leaves, and nothing waits for its turn.
    func gather(sends: Bool, _ body: () -> Void) {
        gathered = EthernetSocket.Frames()
        isRehearsing = !sends
        body()
        isRehearsing = false
        if sends, let frames = gathered, !frames.isEmpty { ethernet.send(frames) }
        gathered = nil
    }

    /// - Parameter rounds: how often all of them are sent, one round after the other.
    private func send(_ due: [AnnouncementQueue.Announcement], rounds: Int = 1) {
        if due.isEmpty || rounds < 1 { return }
        if var frames = gathered {
            // Not copied while it grows.
            gathered = nil
            write(due, rounds: rounds, to: &frames)
            gathered = frames
        } else {
            var frames = EthernetSocket.Frames()
            write(due, rounds: rounds, to: &frames)
            // One that is lost is followed by others.
            ethernet.send(frames)
        }
    }

    private func write(_ due: [AnnouncementQueue.Announcement], rounds: Int, to frames: inout EthernetSocket.Frames) {
        let before = frames.count
        // Addresses of one interface follow each other.
        var sender: AnnouncementWriter?
        for announcement in due {
            if sender?.index != announcement.interfaceIndex {
                sender = hardwareAddress(announcement.interfaceIndex).map { AnnouncementWriter(index: announcement.interfaceIndex, address: $0) }
            }
            guard var known = sender else { continue }
            frames.append(interfaceIndex: announcement.interfaceIndex) { known.write(announcement, to: &$0) }
            sender = known
        }
        frames.repeatFrames(since: before, times: rounds - 1)
    }

    private func wait() {
        guard let timer else { return }
        if let deadline = queue.deadline { loop.arm(timer, at: deadline) } else { loop.disarm(timer) }
    }
}
