internal import ConfigurationLanguage
internal import NetworkTypes
internal import VRRP
internal import VirtualServers

extension Reader {
    mutating func beginTrackedServer(_ statement: Int) -> Bool {
        trackedServer = nil
        guard let name = trackedServerName(statement) else { return false }
        let place = place(1, in: statement)
        trackedServer = TrackingDraft(object: .virtualServer(name), place: place)
        if trackedServerPlaces[name] == nil { trackedServerPlaces[name] = place }
        return true
    }

    private mutating func trackedServerName(_ statement: Int) -> String? {
        if tree.wordCount(of: statement) > 2 {
            if isWord(1, in: statement, "group") { return "group \(string(2, in: statement))" }
            if isWord(1, in: statement, "fwmark") { return number(2, in: statement, 1...Int(UInt32.max)).map { "fwmark \($0)" } }
        }
        guard let (address, port) = endpoint(1, in: statement) else { return nil }
        return port.map { "\(address) \($0)" } ?? "\(address)"
    }

    /// When all virtual servers are known, which they are only where all parts are read: a role can't say it of the other's blocks.
    mutating func noteUnknownServers() {
        if part != .all || trackedServerPlaces.isEmpty { return }
        let known = Set(configuration.virtualServers.map(\.identity.trackingName))
        for (name, place) in trackedServerPlaces where !known.contains(name) { requirements.needVirtualServer(name, at: place) }
    }
}
