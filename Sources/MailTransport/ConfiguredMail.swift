public import Configuration
public import EventLoop
internal import LinuxSystem
internal import Logging
internal import Mail
internal import NetworkTypes

/// Mail to the recipients that a configuration names, about whatever a role has to tell.
public final class ConfiguredMail {
    private let loop: EventLoop
    private let logger: Logger
    private var sender: MailSender?
    private var routerName = HostNames.own

    public init(_ loop: EventLoop, logLabel: String) {
        self.loop = loop
        logger = Logger(label: logLabel)
    }

    /// Takes over what a configuration says of mail; messages on their way go to the new server.
    ///
    /// - Parameter isWanted: something in the configuration asks for mail.
    public func follow(_ global: GlobalDefinitions, isWanted: Bool) {
        let settings = global.mail
        routerName = global.routerID ?? HostNames.own
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

    /// - Parameter subject: without the router's name, which stands before it in brackets as in keepalived's mail.
    public func send(subject: String, body: String) {
        sender?.send(subject: "[\(routerName)] \(subject)", body: body)
    }
}
