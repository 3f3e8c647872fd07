internal import NetworkTypes

extension CheckDefinition {
    /// What is asked, of whom and when: checks for which this is equal can share their probes. A ping asks an address, whatever the port
    /// of the real server; a script is told nothing of the target, and a file or a BFD session neither.
    public var sharedForm: CheckDefinition {
        var form = self
        switch probe {
        case .ping: form.target.port = 0
        case .script, .file, .session: form.target = Endpoint(.v4(IPv4Address(bits: 0)), port: 0)
        default: break
        }
        return form
    }

    /// A hash that costs little: who is asked, and at which port, tells most checks apart.
    public func hashSharedForm(into hasher: inout Hasher) {
        switch probe {
        case .script(let probe): hasher.combine(probe)
        case .file(let probe): hasher.combine(probe)
        case .session(let probe): hasher.combine(probe)
        // The port is no part of what a ping asks.
        case .ping: hasher.combine(target.address)
        default: hasher.combine(target)
        }
    }
}
