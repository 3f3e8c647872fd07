internal import HealthCheck
internal import IPVSTable
internal import NetworkTypes
internal import VirtualServers

extension ConfigurationWriter {
    /// The members of the group, one by one; nothing for a virtual server without a group.
    mutating func writeGroup(of server: VirtualServerDefinition) {
        guard case .group(let group, _) = server.identity else { return }
        block("virtual_server_group", Self.quoted(group)) { writer in
            for service in server.services {
                switch service {
                case .endpoint(_, let service): writer.line(endpoint(service))
                case .firewallMark(let mark, let family): writer.line("fwmark", "\(mark)", family.keyword)
                }
            }
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
        if case .service(.firewallMark(_, let family)) = server.identity { line("ip_family", family.keyword) }
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

    private mutating func write(_ check: CheckDefinition) {
        block(check.probe.keyword) { writer in
            if case .script = check.probe {} else { writer.writeConnection(check) }
            writer.writeSchedule(check)
            switch check.probe {
            case .tcp, .ping: break
            case .http(let probe): writer.write(probe)
            case .smtp(let probe): writer.line("helo_name", Self.quoted(probe.heloName))
            case .dns(let probe):
                writer.line("type", probe.type.name)
                writer.line([Array("name".utf8), Self.quoted(probe.name.text)])
            case .udp(let probe): writer.write(probe)
            case .script(let probe): writer.write(probe)
            }
        }
    }

    private mutating func writeConnection(_ check: CheckDefinition) {
        line("connect_ip", check.target.address.description)
        if check.target.port != 0 { line("connect_port", "\(check.target.port)") }
        if let source = check.source {
            line("bindto", source.address.description)
            if source.port != 0 { line("bind_port", "\(source.port)") }
        }
        if let interface = check.interface { line("bind_if", Self.quoted(interface)) }
        if check.mark != 0 { line("fwmark", "\(check.mark)") }
        line("connect_timeout", check.timing.connectTimeout.secondsText)
        line("check_timeout", check.timing.deadline.secondsText)
    }

    private mutating func writeSchedule(_ check: CheckDefinition) {
        let timing = check.timing
        line("retry", "\(timing.retries)")
        line("delay_before_retry", timing.delayBeforeRetry.secondsText)
        line("delay_loop", timing.delayLoop.secondsText)
        line("warmup", timing.warmup.secondsText)
        line("alpha", check.startsFailed ? "on" : "off")
        line("log_all_failures", check.logsAllFailures ? "on" : "off")
    }

    private mutating func write(_ probe: ScriptProbe) {
        line("misc_path", Self.quoted(probe.command.line))
        line("misc_timeout", probe.timeout.secondsText)
        line("misc_dynamic", probe.isDynamic ? "on" : "off")
        if let user = probe.command.userText { line("user", user) }
    }

    private mutating func write(_ probe: UDPProbe) {
        if let payload = probe.payload { line("payload", payload.map(hexadecimal).joined()) }
        guard let reply = probe.reply else { return }
        if reply.bytes.isEmpty {
            line("require_reply")
        } else {
            line("require_reply", reply.bytes.map(digits).joined())
        }
        line("min_reply_length", "\(reply.lengths.lowerBound)")
        line("max_reply_length", "\(reply.lengths.upperBound)")
    }
}

private func name(of identity: VirtualServerIdentity) -> String {
    switch identity {
    case .service(.endpoint(_, let service)): endpoint(service)
    case .service(.firewallMark(let mark, _)): "fwmark \(mark)"
    case .group(let name, _): "group \(ConfigurationWriter.quoted(name))"
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

func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
}

/// Two digits, X where any will do.
private func digits(_ byte: ReplyPattern.Byte) -> String {
    let digits = Array(hexadecimal(byte.value))
    return [0xF0, 0x0F].enumerated().map { byte.mask & $1 == 0 ? "X" : String(digits[$0]) }.joined()
}
