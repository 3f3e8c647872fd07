internal import Configuration
internal import ControlProtocol
internal import VirtualServers

/// Tells the VRRP role of the quorum of those virtual servers that it follows.
final class QuorumReports {
    private var wanted: Set<String> = []
    /// By the name that instances track them by; several protocols of one address have one name.
    private var states: [String: [VirtualServerIdentity: Bool]] = [:]
    private var published: [String: Bool] = [:]
    var publish: (PeerReport) -> Void = { _ in }

    func hear(_ report: PeerReport) {
        guard case .interest(let name, let isWanted) = report else { return }
        if isWanted == true {
            wanted.insert(name)
            tell(name)
        } else {
            wanted.remove(name)
            published[name] = nil
        }
    }

    /// - Parameter isUp: nil where there is no such virtual server any more.
    func note(_ server: VirtualServerIdentity, isUp: Bool?) {
        let name = server.trackingName
        states[name, default: [:]][server] = isUp
        if states[name]?.isEmpty == true { states[name] = nil }
        if wanted.contains(name) { tell(name) }
    }

    private func tell(_ name: String) {
        let isUp = states[name].map { $0.values.allSatisfy(\.self) }
        if published[name] == isUp { return }
        published[name] = isUp
        publish(.quorum(ofVirtualServer: name, isUp: isUp))
    }
}
