internal import HealthCheck
internal import NetworkTypes

extension ConfigurationWriter {
    mutating func write(_ check: CheckDefinition) {
        block(check.probe.keyword) { writer in
            switch check.probe {
            case .file(let probe): return writer.write(probe)
            case .session(let probe): return writer.write(probe, startsFailed: check.startsFailed)
            case .script: break
            default: writer.writeConnection(check)
            }
            writer.writeSchedule(check)
            switch check.probe {
            case .tcp, .ping, .file, .session: break
            case .dialogue(let dialogue): writer.write(dialogue)
            case .agent(let probe):
                if !probe.greeting.isEmpty { writer.line([Array("send".utf8), Self.quotedWithEscapes(probe.greeting)]) }
                writer.line("auxiliary", probe.isAuxiliary ? "on" : "off")
            case .http(let probe): writer.write(probe)
            case .smtp(let probe): writer.line("helo_name", Self.quoted(probe.heloName))
            case .dns(let probe): writer.write(probe)
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
        line("rise", "\(timing.rise)")
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

    private mutating func write(_ probe: FileProbe) {
        line("track_file", Self.quoted(probe.name))
        line("weight", "\(probe.factor)", probe.isReversed ? "reverse" : "noreverse")
    }

    private mutating func write(_ probe: SessionProbe, startsFailed: Bool) {
        line("name", Self.quoted(probe.name))
        line("alpha", startsFailed ? "on" : "off")
    }

    private mutating func write(_ dialogue: TCPDialogue) {
        for step in dialogue.steps {
            switch step {
            case .send(let bytes): line([Array("send".utf8), Self.quotedWithEscapes(bytes)])
            case .expect(let bytes): line([Array("expect".utf8), Self.quotedWithEscapes(bytes)])
            }
        }
    }

    private mutating func write(_ probe: DNSProbe) {
        line("type", probe.type.name)
        line([Array("name".utf8), Self.quoted(probe.name.text)])
        for value in probe.expected {
            switch value {
            case .address(let address): line("answer", address.description)
            case .name(let name): line([Array("answer".utf8), Self.quoted(name.text)])
            case .exchange(let preference, let name):
                line([Array("answer".utf8)] + (preference.map { [Array("\($0)".utf8)] } ?? []) + [Self.quoted(name.text)])
            case .text(let text): line([Array("answer".utf8), Self.quotedWithEscapes(text)])
            }
        }
        line("tcp_on_truncation", probe.asksAgainByTCP ? "on" : "off")
    }

    private mutating func write(_ probe: UDPProbe) {
        if let payload = probe.payload { line("payload", payload.hexadecimal) }
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

/// Two digits, X where any will do.
private func digits(_ byte: ReplyPattern.Byte) -> String {
    let digits = Array([byte.value].hexadecimal)
    return [0xF0, 0x0F].enumerated().map { byte.mask & $1 == 0 ? "X" : String(digits[$0]) }.joined()
}
