internal import HealthCheck
internal import IPVSTable

/// News of a real server or of a quorum, for the notify FIFO and for mail.
public struct Announcement: Hashable, Sendable {
    public enum Subject: Hashable, Sendable {
        case realServer(RealServerName)
        case virtualServer(VirtualServerIdentity)

        /// How a line of the notify FIFO begins.
        public var key: String {
            switch self {
            case .realServer(let name): "RS \(name) \(name.virtualServer)"
            case .virtualServer(let identity): "VS \(identity)"
            }
        }
    }

    public var subject: Subject
    public var isUp: Bool
    /// What a mail says of it; nil where none is to be sent.
    public var mailText: String?

    public init(_ subject: Subject, isUp: Bool, mailText: String? = nil) {
        self.subject = subject
        self.isUp = isUp
        self.mailText = mailText
    }

    /// The line for `lvs_notify_fifo`, without its end: `VS [172.17.1.160]:tcp:80 UP`.
    public var line: String { "\(subject.key) \(state)" }

    /// The subject of the mail behind `[router_id] `, in keepalived's words.
    public var mailSubject: String {
        switch subject {
        case .realServer(let name): "Realserver \(name) of virtual server \(name.virtualServer) - \(state)"
        case .virtualServer(let identity): "Virtualserver \(identity) - \(state)"
        }
    }

    private var state: String { isUp ? "UP" : "DOWN" }
}

extension VirtualServer {
    /// What somebody has to know who comes late: how the quorum stands, where it is decided, and which real servers have failed.
    public var presentStates: [Announcement] {
        let failed = definition.realServers.indices.filter { !states.isAlive($0) }.map { name(of: definition.realServers[$0].identity) }
        let quorum = isUndecided || isLeaving ? [] : [Announcement(.virtualServer(definition.identity), isUp: isUp)]
        return quorum + failed.map { Announcement(.realServer($0), isUp: false) }
    }

    /// All that a notify FIFO may have been told of.
    public var announcedSubjects: Set<Announcement.Subject> {
        Set([.virtualServer(definition.identity)] + definition.realServers.map { .realServer(name(of: $0.identity)) })
    }

    /// Script and announcement of a real server that came alive or died.
    func notices(of index: Int, isUp: Bool, by position: CheckPosition?) -> [VirtualServerEffect] {
        let server = definition.realServers[index]
        var effects: [VirtualServerEffect] = []
        if let script = isUp ? server.notifyUp : server.notifyDown { effects.append(.run(script)) }
        var text: String?
        if server.sendsMail {
            let check = position.flatMap { server.checks.indices.contains($0.check) ? server.checks[$0.check] : nil }
            text = "=> \(check.map(\.mailName) ?? "CHECK") \(isUp ? "succeed" : "failed") on service <="
        }
        return effects + [.announce(Announcement(.realServer(name(of: server.identity)), isUp: isUp, mailText: text))]
    }

    /// Script and announcement of a quorum that has just been gained or lost.
    var quorumNotices: [VirtualServerEffect] {
        let script = (isUp ? definition.quorumUp : definition.quorumDown).map { [VirtualServerEffect.run($0)] } ?? []
        let text = definition.sendsMail ? "=> \(isUp ? "Gained quorum \(reading.againstGain)" : "Lost quorum \(reading.againstLoss)") <=" : nil
        return script + [.announce(Announcement(.virtualServer(definition.identity), isUp: isUp, mailText: text))]
    }

    /// `omega`: at the end all is told as if every real server had failed.
    func lastNotices(_ reason: StopReason) -> [VirtualServerEffect] {
        guard definition.omega else { return [] }
        let text = reason == .shutdown ? "=> Shutting down <=" : "=> Removing <="
        var effects: [VirtualServerEffect] = []
        for index in definition.realServers.indices where states.isAlive(index) {
            let server = definition.realServers[index]
            if let script = server.notifyDown { effects.append(.run(script)) }
            effects.append(
                .announce(Announcement(.realServer(name(of: server.identity)), isUp: false, mailText: server.sendsMail ? text : nil)))
        }
        if isUp {
            if let script = definition.quorumDown { effects.append(.run(script)) }
            effects.append(
                .announce(Announcement(.virtualServer(definition.identity), isUp: false, mailText: definition.sendsMail ? text : nil)))
        }
        return effects
    }
}

extension CheckDefinition {
    /// How keepalived's mails call the check.
    fileprivate var mailName: String {
        switch probe {
        case .http: "CHECK"
        case .ping: "ICMP CHECK"
        default: String(decoding: probe.keyword.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
        }
    }
}
