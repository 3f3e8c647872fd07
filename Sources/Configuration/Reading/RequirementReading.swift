internal import ConfigurationLanguage
internal import HealthCheck
internal import IPVSTable
internal import NetworkTypes
internal import Routing
internal import VRRP
internal import VirtualServers

// What a block that ends here expects of the machine.

extension Reader {
    mutating func requireMachine(_ interface: String, _ addresses: [VirtualAddress], _ priority: UInt8, _ place: SourceRange) {
        if !interface.isEmpty { requirements.listen(on: interface, at: place) }
        if priority == 255 {
            requirements.owners.append(
                MachineRequirements.Owner(addresses: addresses.map(\.prefix.address), place: place))
        }
    }

    /// What fits into the least packet of IPv6 (RFC 8200 section 5) need not be asked for.
    mutating func requireRoom(_ instance: VRRPInstance, at place: SourceRange) {
        if instance.parameters.addressLimit(maximumTransmissionUnit: 1280) >= instance.virtualAddresses.count { return }
        requirements.advertisers.append(MachineRequirements.Advertiser(instance: instance, place: place))
    }

    mutating func requireForwarding(_ families: Set<AddressFamily>, _ realServers: [RealServerDefinition]) {
        if requirements.firstVirtualServer == nil { requirements.firstVirtualServer = virtualServer.place }
        // One look per family is enough, whatever the number of virtual servers.
        let unknown = families.filter { requirements.translated[$0] == nil }
        if unknown.isEmpty || !realServers.contains(where: { $0.settings.forwarding == .masquerade }) { return }
        for family in unknown { requirements.translate(family, at: virtualServer.place) }
    }

    /// Once per virtual server: its real servers usually have the same timing.
    mutating func compareTimeoutWithLoop(_ timing: CheckTiming, of check: CheckDraft) {
        if timing.connectTimeout <= timing.delayLoop || hasComparedTimeout { return }
        hasComparedTimeout = true
        let keyword = check.kind == .misc ? "misc_timeout" : "connect_timeout"
        report(
            .warning, .timeoutLongerThanLoop,
            "a check may wait \(timing.connectTimeout.secondsText) s (`\(keyword)`), longer than the \(timing.delayLoop.secondsText) s between "
                + "two checks (`delay_loop`)", at: check.place,
            hint: "a dead server is found later than `delay_loop` says; make `\(keyword)` shorter")
    }

    /// A script that needs the time may have it: the runs that would begin meanwhile are left out.
    mutating func compareTimeoutWithInterval(_ script: ScriptDefinition, at place: SourceRange) {
        guard let timeout = script.timeout, timeout > script.interval else { return }
        report(
            .notice, .timeoutLongerThanLoop,
            "a run may take \(timeout.secondsText) s (`timeout`), longer than the `interval` of \(script.interval.secondsText) s", at: place,
            hint: "no run begins before the last has ended")
    }
}
