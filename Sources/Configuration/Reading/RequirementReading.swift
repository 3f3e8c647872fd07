internal import ConfigurationLanguage
internal import HealthCheck
internal import IPVSTable
internal import NetworkTypes
internal import VirtualServers

// What a block that ends here expects of the machine.

extension Reader {
    mutating func requireMachine(_ interface: String, _ addresses: [VirtualAddress], _ priority: UInt8, _ place: SourceRange) {
        requirements.listen(on: interface, at: place)
        if priority == 255 {
            requirements.owners.append(
                MachineRequirements.Owner(instance: instance.name, addresses: addresses.map(\.prefix.address), place: place))
        }
    }

    mutating func requireForwarding(_ identity: ServiceIdentity, _ realServers: [RealServerDefinition]) {
        if requirements.firstVirtualServer == nil { requirements.firstVirtualServer = virtualServer.place }
        // One look per family is enough, whatever the number of virtual servers.
        if requirements.translated[identity.family] != nil { return }
        if realServers.contains(where: { $0.settings.forwarding == .masquerade }) {
            requirements.translate(identity.family, at: virtualServer.place)
        }
    }

    /// Once per virtual server: its real servers usually have the same timing.
    mutating func compareTimeoutWithLoop() {
        for server in virtualServer.realServers {
            let outer = server.timing.inheriting(from: virtualServer.timing)
            for check in server.checks {
                let timing = timing(check, outer)
                if timing.connectTimeout <= timing.delayLoop { continue }
                report(
                    .warning, .timeoutLongerThanLoop,
                    "a check may wait \(timing.connectTimeout.secondsText) s (`connect_timeout`), longer than the "
                        + "\(timing.delayLoop.secondsText) s between two checks (`delay_loop`)", at: check.place,
                    hint: "a dead server is found later than `delay_loop` says; make `connect_timeout` shorter")
                return
            }
        }
    }
}
