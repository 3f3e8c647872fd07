internal import Configuration
internal import EventLoop
internal import LinuxSystem
internal import Logging
internal import Mail
internal import MailTransport
internal import NetworkTypes
internal import VirtualServers

/// Mail about real servers and quorums.
final class CheckMail {
    private let loop: EventLoop
    private let logger: Logger
    private var sender: MailSender?
    private var routerName = HostNames.own

    init(_ loop: EventLoop, _ logger: Logger) {
        self.loop = loop
        self.logger = logger
    }

    /// Takes over what a configuration says of mail; messages on their way go to the new server.
    func follow(_ configuration: Configuration) {
        let settings = configuration.global.mail
        routerName = configuration.global.routerID ?? HostNames.own
        let isWanted = configuration.virtualServers.contains { $0.sendsMail || $0.realServers.contains(where: \.sendsMail) }
        guard isWanted, let name = settings.server, !settings.recipients.isEmpty else {
            sender = nil
            return
        }
        guard let address = HostNames.address(of: name) else {
            logger.error("smtp_server \(name) is no address and not in /etc/hosts: no mail is sent")
            sender = nil
            return
        }
        let envelope = MailEnvelope(
            sender: settings.sender ?? "lvsd@\(HostNames.own)", recipients: settings.recipients, heloName: settings.heloName ?? HostNames.own)
        let server = Endpoint(address, port: settings.port)
        if let sender {
            (sender.server, sender.envelope, sender.timeout) = (server, envelope, settings.connectTimeout)
        } else {
            sender = MailSender(loop, server: server, envelope: envelope, timeout: settings.connectTimeout)
        }
    }

    func send(_ announcement: Announcement) {
        guard let text = announcement.mailText else { return }
        sender?.send(subject: "[\(routerName)] \(announcement.mailSubject)", body: text)
    }
}
