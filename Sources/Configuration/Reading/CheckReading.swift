internal import ConfigurationLanguage
internal import HealthCheck
internal import NetworkTypes
internal import VirtualServers

extension Reader {
    mutating func beginCheck(_ kind: CheckDraft.Kind, _ statement: Int) -> Bool {
        check = CheckDraft(kind: kind, place: place(0, in: statement))
        return true
    }

    mutating func endCheck(_ statement: Int) {
        switch check.kind {
        case .http, .https: endHTTPCheck()
        case .smtp: endSMTPCheck()
        case .misc: endScriptCheck()
        case .dns: endDNSCheck()
        case .file: endFileCheck()
        case .bfd: endSessionCheck()
        case .tcp, .ping, .udp, .agent: realServer.checks.append(check)
        }
    }

    /// - Parameters:
    ///   - target: where the real server answers; port 0 where it has none.
    ///   - outer: the timing of the real server.
    func timing(_ check: CheckDraft, _ outer: TimingDraft) -> CheckTiming {
        let own = check.timing
        let delayLoop = own.delayLoop ?? outer.delayLoop ?? .seconds(60)
        return CheckTiming(
            connectTimeout: own.connectTimeout ?? outer.connectTimeout ?? .seconds(5), deadline: own.deadline ?? outer.deadline,
            retries: own.retries ?? outer.retries ?? check.kind.defaultRetries,
            delayBeforeRetry: own.delayBeforeRetry ?? outer.delayBeforeRetry ?? check.kind.defaultDelayBeforeRetry ?? delayLoop, delayLoop: delayLoop,
            warmup: own.warmup ?? outer.warmup ?? delayLoop, rise: own.rise ?? outer.rise ?? 1)
    }

    mutating func checkDefinition(
        _ check: CheckDraft, _ server: Endpoint, _ outer: TimingDraft, _ virtualHost: String?, hasOthers: Bool
    ) -> CheckDefinition? {
        var target = Endpoint(check.connectAddress ?? server.address, port: check.connectPort ?? server.port)
        let probe: Probe
        switch check.kind {
        case .tcp: probe = check.dialogue.isEmpty ? .tcp : .dialogue(TCPDialogue(steps: check.dialogue))
        case .agent: probe = .agent(AgentProbe(greeting: check.greeting, isAuxiliary: check.isAuxiliary ?? hasOthers))
        case .ping:
            probe = .ping
            target.port = 0
        case .http: probe = .http(httpProbe(check, virtualHost))
        case .https:
            var http = httpProbe(check, virtualHost)
            http.tls = TLSSettings(
                sendsServerName: check.sendsServerName, serverName: check.serverName, verifies: check.verifies, verifiedName: check.verifiedName,
                files: check.tlsFiles.inheriting(from: tlsFiles))
            probe = .http(http)
        case .smtp: probe = .smtp(SMTPProbe(heloName: check.heloName))
        case .dns: probe = .dns(check.question)
        case .udp: probe = .udp(udpProbe(check))
        case .file:
            // It has no settings of time: it is followed.
            return check.fileProbe.map {
                followed(.file($0), server, startsFailed: false)
            }
        case .bfd:
            return check.session.map {
                followed(.session(SessionProbe(name: $0.name)), server, startsFailed: check.timing.startsFailed ?? outer.startsFailed ?? false)
            }
        case .misc:
            // The script knows where to go.
            target = server
            probe = .script(scriptProbe(check))
        }
        if target.port == 0, ![.ping, .misc].contains(check.kind) {
            report(
                .error, .missingPort, "`\(probe.keyword)` has no port to connect to: it is left out", at: check.place,
                hint: "write `connect_port`")
            return nil
        }
        return CheckDefinition(target: target, settings: kept(settings(check, probe, target, outer)))
    }

    private mutating func settings(_ check: CheckDraft, _ probe: Probe, _ target: Endpoint, _ outer: TimingDraft) -> CheckSettings {
        var startsFailed = check.timing.startsFailed ?? outer.startsFailed ?? false
        // It may never say anything, and then it must not be in the way.
        if case .agent(let agent) = probe, agent.isAuxiliary { startsFailed = false }
        if virtualServer.initialState == .checking { startsFailed = true }
        var timing = timing(check, outer)
        if case .script(let script) = probe { (timing.connectTimeout, timing.deadline) = (script.timeout, script.timeout) }
        compareTimeoutWithLoop(timing, of: check)
        return CheckSettings(
            probe: probe, source: source(check, target), interface: check.interface, mark: check.mark, timing: timing, startsFailed: startsFailed,
            logsAllFailures: check.logsAllFailures ?? configuration.global.logsAllCheckFailures)
    }

    /// A check without a schedule.
    private mutating func followed(_ probe: Probe, _ server: Endpoint, startsFailed: Bool) -> CheckDefinition {
        let startsFailed = startsFailed || virtualServer.initialState == .checking
        return CheckDefinition(target: server, settings: kept(CheckSettings(probe: probe, timing: Self.timingOfFollowing, startsFailed: startsFailed)))
    }

    private static let timingOfFollowing = CheckTiming(
        connectTimeout: .seconds(5), retries: 0, delayBeforeRetry: .seconds(1), delayLoop: .seconds(60), warmup: .zero)

    /// A source port alone leaves the address to the kernel.
    private mutating func source(_ check: CheckDraft, _ target: Endpoint) -> Endpoint? {
        if check.bindAddress == nil, check.bindPort == nil { return nil }
        let any: IPAddress = target.address.family == .ipv4 ? .v4(.any) : .v6(.any)
        let address = check.bindAddress ?? any
        guard address.family == target.address.family else {
            report(
                .error, .addressFamilyMismatch, "`bindto` is of another address family than the target of the check: it is left out",
                at: check.place)
            return nil
        }
        return Endpoint(address, port: check.bindPort ?? 0)
    }
}

extension Reader {
    /// Text of `send` and `expect`, with its escapes replaced.
    mutating func dialogueText(_ statement: Int) -> [UInt8]? {
        let bytes = EscapeSequences.decoded(Array(tree.text(ofWord: 1, in: statement)))
        guard (1...TCPDialogue.longestStep).contains(bytes.count) else {
            invalidValue(1, in: statement, expected: "1 to \(TCPDialogue.longestStep) bytes")
            return nil
        }
        guard check.dialogue.count < TCPDialogue.mostSteps else {
            invalidValue(1, in: statement, expected: "at most \(TCPDialogue.mostSteps) lines of `send` and `expect`")
            return nil
        }
        return bytes
    }
}

extension CheckDraft.Kind {
    fileprivate var defaultRetries: UInt32 {
        switch self {
        case .dns: 3
        case .misc, .agent, .file, .bfd: 0
        case .tcp, .http, .https, .ping, .smtp, .udp: 1
        }
    }

    /// nil: as long as delay_loop.
    fileprivate var defaultDelayBeforeRetry: Duration? {
        switch self {
        case .http, .https: .seconds(3)
        case .dns: nil
        case .tcp, .ping, .smtp, .udp, .agent, .file, .misc, .bfd: .seconds(1)
        }
    }
}
