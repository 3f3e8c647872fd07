internal import Configuration
internal import EventLoop
internal import NotificationPipes
internal import Processes
internal import VirtualServers

/// The FIFOs that are told of real servers and quorums: `lvs_notify_fifo`, and `notify_fifo` together with the VRRP role.
///
/// keepalived ends each of these lines with a NUL byte behind the newline, and lines of VRRP without one. A program that reads lines
/// would find it at the beginning of the next one, so it is left out.
final class ServerFIFOs {
    private let pipes: NotificationPipeGroup
    /// What a pipe that is opened while the daemon runs has to know.
    var presentStates: () -> [Announcement] = { [] }

    init(_ loop: EventLoop, _ scripts: ScriptRunner) {
        pipes = NotificationPipeGroup(loop, scripts, logLabel: "check")
    }

    /// This role ends last, so it keeps both: it makes the FIFOs, runs their scripts and removes them.
    func follow(_ definitions: NotificationFIFOs) {
        let wanted = [definitions.common, definitions.lvs].compactMap(\.self).map { NotificationPipeGroup.Wanted($0) }
        pipes.follow(wanted) { presentStates().map { ($0.subject.key, $0.bytes) } }
    }

    var isEmpty: Bool { pipes.isEmpty }

    func tell(_ announcement: Announcement) {
        if pipes.isEmpty { return }
        pipes.write(announcement.bytes, about: announcement.subject.key)
    }

    /// What is gone isn't told to a reader that comes.
    func forget(_ subject: Announcement.Subject) {
        if pipes.isEmpty { return }
        pipes.forget(subject.key)
    }

    /// Closes all, and calls `ended` when a script has read to the end.
    func close(ended: @escaping () -> Void) {
        pipes.close(ended: ended)
    }

    var isBusy: Bool { pipes.isBusy }
}

extension Announcement {
    fileprivate var bytes: [UInt8] { Array((line + "\n").utf8) }
}
