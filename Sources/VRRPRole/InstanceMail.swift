internal import Configuration
internal import EventLoop
internal import LinuxSystem
internal import Logging
internal import Mail
internal import MailTransport
internal import NetworkTypes
internal import VRRP

/// Mail about the transitions of instances.
final class InstanceMail {
    private let loop: EventLoop
    private let logger = Logger(label: "vrrp")
    private var sender: MailSender?
    private var routerName = HostNames.own
    private var leavesOutFaults = false

    init(_ loop: EventLoop) {
        self.loop = loop
    }

    /// Takes over what a configuration says of mail; messages on their way go to the new server.
    func follow(_ configuration: Configuration) {
        let settings = configuration.global.mail
        routerName = configuration.global.routerID ?? HostNames.own
        leavesOutFaults = settings.leavesOutFaults
        guard configuration.vrrpInstances.contains(where: \.sendsMail) || configuration.syncGroups.contains(where: \.sendsMail), let name = settings.server, !settings.recipients.isEmpty else {
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

    /// - Parameter state: mail filters know keepalived's subject, `[ROUTER] VRRP Instance NAME - Entering STATE state`.
    func send(_ state: NotifiedState, of subject: NotificationSubject) {
        let (kind, name) =
            switch subject {
            case .instance(let name): ("Instance", "instance \(name)")
            case .group(let name): ("Group", "sync group \(name)")
            }
        let text: String
        switch state {
        case .master: text = "This director now holds the virtual addresses of the \(name)."
        case .backup: text = "This director doesn't hold the virtual addresses of the \(name) any more, or not yet."
        case .fault where leavesOutFaults: return
        case .fault: text = "This director can't hold the virtual addresses of the \(name): its interface or something that it tracks has failed."
        case .stop, .deleted: return
        }
        sender?.send(subject: "[\(routerName)] VRRP \(kind) \(subject.name) - Entering \(state.rawValue) state", body: text)
    }
}
