internal import Configuration
internal import EventLoop
internal import MailTransport
internal import VRRP

/// Mail about the transitions of instances.
final class InstanceMail {
    private let mail: ConfiguredMail
    private var leavesOutFaults = false

    init(_ loop: EventLoop) {
        mail = ConfiguredMail(loop, logLabel: "vrrp")
    }

    func follow(_ configuration: Configuration) {
        leavesOutFaults = configuration.global.mail.leavesOutFaults
        let isWanted = configuration.vrrpInstances.contains(where: \.sendsMail) || configuration.syncGroups.contains(where: \.sendsMail)
        mail.follow(configuration.global, isWanted: isWanted)
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
        mail.send(subject: "VRRP \(kind) \(subject.name) - Entering \(state.rawValue) state", body: text)
    }
}
