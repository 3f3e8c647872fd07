internal import Configuration
internal import EventLoop
internal import MailTransport
internal import VirtualServers

/// Mail about real servers and quorums.
final class CheckMail {
    private let mail: ConfiguredMail

    init(_ loop: EventLoop) {
        mail = ConfiguredMail(loop, logLabel: "check")
    }

    func follow(_ configuration: Configuration) {
        let isWanted = configuration.virtualServers.contains { $0.sendsMail || $0.realServers.contains(where: \.sendsMail) }
        mail.follow(configuration.global, isWanted: isWanted)
    }

    func send(_ announcement: Announcement) {
        guard let text = announcement.mailText else { return }
        mail.send(subject: announcement.mailSubject, body: text)
    }
}
