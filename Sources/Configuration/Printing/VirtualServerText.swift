internal import HealthCheck
internal import IPVSTable
internal import NetworkTypes
internal import VirtualServers

extension ConfigurationWriter {
    /// The members of the group, one by one; nothing for a virtual server without a group.
    ///
    /// - Parameter twin: the virtual server of the same firewall marks in IPv6, where `server` is the one in IPv4.
    mutating func writeGroup(of server: VirtualServerDefinition, twin: VirtualServerDefinition? = nil) {
        guard case .group(let group, _, let ownFamily) = server.identity else { return }
        block("virtual_server_group", Self.quoted(group)) { writer in
            guard let twin else {
                for service in server.services { writer.writeMember(service, namesFamily: ownFamily == nil) }
                return
            }
            // The services of both stand in the group's order.
            let both = Set(twin.services)
            var rest = twin.services[...]
            for service in server.services {
                guard case .firewallMark(let mark, .ipv4) = service, both.contains(.firewallMark(mark, .ipv6)) else {
                    writer.writeMember(service, namesFamily: true)
                    continue
                }
                while let next = rest.popFirst(), next != .firewallMark(mark, .ipv6) { writer.writeMember(next, namesFamily: true) }
                writer.writeMember(service, namesFamily: false)
            }
            for service in rest { writer.writeMember(service, namesFamily: true) }
        }
    }

    /// - Parameter namesFamily: else a mark's family is the virtual server's.
    private mutating func writeMember(_ service: ServiceIdentity, namesFamily: Bool) {
        switch service {
        case .endpoint(_, let service): line(endpoint(service))
        case .firewallMark(let mark, let family) where namesFamily: line("fwmark", "\(mark)", family.keyword)
        case .firewallMark(let mark, _): line("fwmark", "\(mark)")
        }
    }

    mutating func write(_ server: VirtualServerDefinition) {
        block("virtual_server", name(of: server.identity)) { writer in
            writer.writeBalancing(server)
            writer.line("quorum", "\(server.quorum)")
            writer.line("hysteresis", "\(server.hysteresis)")
            if server.startsFailed { writer.line("alpha") }
            if server.omega { writer.line("omega") }
            if server.initialState == .checking { writer.line("init_state", "checking") }
            writer.line("panic_threshold", "\(server.panicThreshold)")
            if server.suspendsWithoutAddress { writer.line("ha_suspend") }
            writer.line("smtp_alert", server.sendsMail ? "on" : "off")
            writer.write("quorum_up", server.quorumUp)
            writer.write("quorum_down", server.quorumDown)
            if let sorry = server.sorryServer {
                writer.line("sorry_server", endpoint(sorry.identity))
                writer.line("sorry_server_lvs_method", method(sorry.settings))
                if sorry.inhibit { writer.line("sorry_server_inhibit") }
            }
            for realServer in server.realServers { writer.write(realServer) }
        }
    }

    private mutating func writeBalancing(_ server: VirtualServerDefinition) {
        line("lvs_sched", Self.quoted(server.settings.scheduler.rawValue))
        let flags = server.settings.flags
        if flags.contains(.onePacket) { line("ops") }
        if flags.contains(.scheduler1) { line("flag-1") }
        if flags.contains(.scheduler2) { line("flag-2") }
        if flags.contains(.scheduler3) { line("flag-3") }
        // Each real server names its own method; this one stands for none of them.
        line("lvs_method", server.realServers.first.map { method($0.settings) } ?? "NAT")
        if let transport = server.identity.transport { line("protocol", transport.name.uppercased()) }
        switch server.identity {
        case .service(.firewallMark(_, let family)): line("ip_family", family.keyword)
        case .group(_, nil, let family): if let family = family ?? server.onlyFamily { line("ip_family", family.keyword) }
        case .service, .group: break
        }
        if flags.contains(.persistent) {
            line("persistence_timeout", "\(server.settings.persistenceTimeout)")
            line("persistence_granularity", granularity(server.settings.persistencePrefixLength, server.services))
        }
        if let engine = server.settings.persistenceEngine { line("persistence_engine", Self.quoted(engine)) }
    }

    mutating func write(_ server: RealServerDefinition) {
        block("real_server", endpoint(server.identity)) { writer in
            writer.line("weight", "\(server.settings.weight)")
            writer.line("lvs_method", method(server.settings))
            writer.line("uthreshold", "\(server.settings.upperThreshold)")
            writer.line("lthreshold", "\(server.settings.lowerThreshold)")
            writer.line("inhibit_on_failure", server.inhibitOnFailure ? "on" : "off")
            writer.line("slow_start", (server.slowStart?.window ?? .zero).secondsText)
            if let slowStart = server.slowStart { writer.line("slow_start_floor", "\(slowStart.floor)") }
            writer.line("drain_timeout", server.drainTimeout.secondsText)
            writer.line("smtp_alert", server.sendsMail ? "on" : "off")
            writer.write("notify_up", server.notifyUp)
            writer.write("notify_down", server.notifyDown)
            for check in server.checks { writer.write(check) }
        }
    }

    private mutating func write(_ keyword: String, _ script: ScriptCommand?) {
        guard let script else { return }
        line(([keyword, Self.quoted(script.line)] + [script.userText].compactMap(\.self)).joined(separator: " "))
    }
}

private func name(of identity: VirtualServerIdentity) -> String {
    switch identity {
    case .service(.endpoint(_, let service)): endpoint(service)
    case .service(.firewallMark(let mark, _)): "fwmark \(mark)"
    case .group(let name, _, _): "group \(ConfigurationWriter.quoted(name))"
    }
}

extension VirtualServerDefinition {
    /// The one that all its services have.
    fileprivate var onlyFamily: AddressFamily? {
        let family = services.first?.family
        return services.allSatisfy { $0.family == family } ? family : nil
    }
}

extension AddressFamily {
    fileprivate var keyword: String { self == .ipv4 ? "inet" : "inet6" }
}

private func endpoint(_ endpoint: Endpoint) -> String {
    endpoint.port == 0 ? "\(endpoint.address)" : "\(endpoint.address) \(endpoint.port)"
}

private func method(_ settings: DestinationSettings) -> String {
    guard settings.forwarding == .tunnel else { return settings.forwarding.name }
    let checksum =
        switch settings.tunnel.checksum {
        case .none: "nocsum"
        case .full: "csum"
        case .remote: "remcsum"
        }
    switch settings.tunnel.encapsulation {
    case .ipip: return "TUN type ipip"
    case .gue: return "TUN type gue port \(settings.tunnel.port) \(checksum)"
    case .gre: return "TUN type gre \(checksum)"
    }
}

private func granularity(_ length: UInt8, _ services: [ServiceIdentity]) -> String {
    if services.contains(where: { $0.family == .ipv6 }) { return "\(length)" }
    return IPv4Address(bits: length == 0 ? 0 : UInt32.max << (32 - UInt32(min(length, 32)))).description
}
