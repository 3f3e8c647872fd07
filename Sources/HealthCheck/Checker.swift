public import NetworkTypes

/// One checker of one real server: when to probe next, and what the verdicts add up to.
///
/// It neither probes nor waits. Its owner calls `start`, begins a probe when `deadline` has come and says `probeStarted`,
/// and hands the verdict to `finished`. The rules are keepalived's:
/// - The first probe ever gets no retries; later, while the checker is up, the first failure and `retries` more bring it down. Beyond keepalived, one
///   that was found up before this process began, or before its check was changed by a reload, has them from the first.
/// - Any success brings it up again, or, beyond keepalived, as many as `rise` says. An HTTP_GET is up again when the URL that failed has
///   answered, and then every URL in turn.
/// - Each probe comes `delayLoop` after the last one's end, but for MISC_CHECK, where it counts from the last one's start; `delayBeforeRetry` after a failure that is retried.
public struct Checker: Sendable {
    private enum State {
        case idle
        case waiting(until: MonotonicInstant)
        /// `lateness`: how long after its time the probe began.
        case probing(since: MonotonicInstant, lateness: Duration)
    }

    private enum Health {
        case up(failures: UInt32)
        case down(successesNeeded: UInt32)
    }

    private let shared: Shared<CheckDefinition>
    private var state = State.idle
    private var health: Health
    private var hasRun = false
    /// It was found up before its first probe, so that one failure isn't the last word.
    public private(set) var isProven: Bool
    /// Successes until the first one is logged: an HTTP_GET reports when every URL has answered once.
    private var successesToReport: UInt32
    private var urlIndex = 0
    /// What the last probe found.
    public private(set) var lastProbe: ProbeRecord?
    private var agent = AgentState()

    /// - Parameter isUp: how the checker begins where an earlier run or an earlier configuration tells; else up, unless the
    ///   definition starts failed (`alpha`).
    /// - Parameter isProven: that was found by probes.
    public init(_ shared: Shared<CheckDefinition>, isUp: Bool? = nil, isProven: Bool = false) {
        self.shared = shared
        self.isProven = isProven
        let definition = shared.value
        let round = Self.probesInARound(definition.probe)
        health = isUp ?? !definition.startsFailed ? .up(failures: 0) : .down(successesNeeded: Self.successesToRise(definition))
        successesToReport = round
    }

    public init(_ definition: CheckDefinition, isUp: Bool? = nil, isProven: Bool = false) {
        self.init(Shared(definition), isUp: isUp, isProven: isProven)
    }

    /// What it asks was found up elsewhere: by an earlier process, or by another definition of the check.
    public mutating func prove() {
        isProven = true
    }

    /// How many failures beyond the first are borne now.
    private var retries: UInt32 { hasRun || isProven ? definition.timing.retries : 0 }

    public var definition: CheckDefinition { shared.value }
    /// As it is kept once for all that refer to it.
    public var sharedDefinition: Shared<CheckDefinition> { shared }

    /// Whether the checker counts as passing: from the beginning, unless it starts failed.
    public var isUp: Bool {
        switch health {
        case .up: true
        case .down: false
        }
    }

    /// Whether a probe has ever finished.
    public var hasResult: Bool { hasRun }

    /// When the next probe is due; nil before `start`, while a probe runs, and after `stop`.
    public var deadline: MonotonicInstant? {
        switch state {
        case .waiting(let instant): instant
        case .idle, .probing: nil
        }
    }

    /// Plans the first probe: 1 s from `now` plus a part of `warmup`, so that thousands of checkers don't begin in the same instant.
    ///
    /// - Parameter offset: that part, as `ProbeSchedule.offset(within:)` gives it.
    public mutating func start(now: MonotonicInstant, after offset: Duration) -> [CheckEffect] {
        state = .waiting(until: now + .seconds(1) + offset)
        return [.log(.activated)]
    }

    /// The probe that was due has begun.
    public mutating func probeStarted(now: MonotonicInstant) {
        switch state {
        case .waiting(let due): state = .probing(since: now, lateness: max(.zero, now - due))
        case .idle, .probing: break
        }
    }

    /// Takes the verdict of the probe that runs, and plans the next one. A verdict that arrives after `stop` means nothing.
    public mutating func finished(_ verdict: Verdict, now: MonotonicInstant) -> [CheckEffect] {
        guard case .probing(let start, let lateness) = state else { return [] }
        defer { hasRun = true }
        lastProbe = ProbeRecord(verdict, path: currentURL?.path, took: now - start, lateness: lateness, ended: now)
        let next = nextProbe(startedAt: start, lateness, now: now)
        switch verdict {
        case .success:
            let effects = succeeded()
            state = .waiting(until: hurriesOn ? now : next)
            return effects
        case .successWithWeight(let weight):
            state = .waiting(until: next)
            return [.weighed(weight)] + succeeded()
        case .reported(let report):
            return finished(agent.take(report), now: now)
        case .failure(let reason) where saysNothing(reason):
            state = .waiting(until: next)
            return definition.logsAllFailures || !hasRun ? [attempt(reason)] : []
        case .failure(let reason):
            return failed(reason, now: now, next: next)
        }
    }

    /// An auxiliary agent that can't be asked says nothing about its real server.
    private func saysNothing(_ reason: FailureReason) -> Bool {
        guard case .agent(let probe) = definition.probe, probe.isAuxiliary else { return false }
        if case .agentSays = reason { return false }
        return true
    }

    private func attempt(_ reason: FailureReason) -> CheckEffect {
        .log(.attemptFailed(kind, reason, path: currentURL?.path))
    }

    /// Whether the checker is still down after a success, and doesn't wait with the next URL (`fast_recovery`).
    private var hurriesOn: Bool {
        guard case .http(let probe) = definition.probe, probe.recoversFast else { return false }
        return !isUp
    }

    /// What made this probe late doesn't move the later ones: else a stall would gather in one moment what was spread, for good. The pause
    /// is halved at most.
    private func nextProbe(startedAt start: MonotonicInstant, _ lateness: Duration, now: MonotonicInstant) -> MonotonicInstant {
        let delay = definition.timing.delayLoop - min(lateness, definition.timing.delayLoop / 2)
        return switch definition.probe {
        case .script: max(now, start + delay)
        default: now + delay
        }
    }

    /// Plans the next probe for now, whenever it was due; one that runs is the answer already.
    ///
    /// - Returns: whether there is one to be begun.
    public mutating func hurry(now: MonotonicInstant) -> Bool {
        guard case .waiting(let due) = state else { return false }
        state = .waiting(until: min(due, now))
        return true
    }

    /// How far the checker is from turning.
    public var standing: CheckStanding {
        switch health {
        case .up(let failures): .passing(failures: failures, of: retries)
        case .down(let needed): .failed(successesNeeded: needed)
        }
    }

    /// Whether a probe is under way.
    public var isProbing: Bool {
        if case .probing = state { true } else { false }
    }

    /// No more probes until `start`. Whether the checker is up stays as it is.
    public mutating func stop() {
        state = .idle
    }

    private mutating func succeeded() -> [CheckEffect] {
        let answered = currentURL
        switch health {
        case .up:
            health = .up(failures: 0)
            nextURL()
            return reportFirstSuccess()
        case .down(let needed):
            var effects: [CheckEffect] = []
            if let answered { effects.append(.log(.urlSucceeded(path: answered.path, byDigest: answered.digest != nil))) }
            // The one beyond the rounds is the URL that had failed: now all of them, from the first on.
            if needed > Self.successesToRise(definition) { urlIndex = 0 } else { nextURL() }
            if needed > 1 {
                health = .down(successesNeeded: needed - 1)
                return effects
            }
            health = .up(failures: 0)
            successesToReport = 0
            return effects + [.log(.succeeded(kind)), .becameUp]
        }
    }

    private mutating func reportFirstSuccess() -> [CheckEffect] {
        if successesToReport == 0 { return [] }
        successesToReport -= 1
        return successesToReport == 0 ? [.log(.succeeded(kind))] : []
    }

    private mutating func failed(_ reason: FailureReason, now: MonotonicInstant, next: MonotonicInstant) -> [CheckEffect] {
        let timing = definition.timing
        let attempt = attempt(reason)
        switch health {
        case .up(let failures) where failures < retries:
            health = .up(failures: failures + 1)
            state = .waiting(until: now + timing.delayBeforeRetry)
            return definition.logsAllFailures ? [attempt] : []
        case .up:
            health = .down(successesNeeded: successesAfterFailure)
            state = .waiting(until: next)
            return [attempt, .log(.failed(kind, retries: retries)), .becameDown]
        case .down:
            health = .down(successesNeeded: successesAfterFailure)
            state = .waiting(until: next)
            // A checker that started down has not been reported yet.
            return hasRun ? [] : [attempt, .log(.failed(kind, retries: 0))]
        }
    }
}

// URLs

extension Checker {
    /// What the probe to be made next asks for: one URL of HTTP_GET; nil for the other kinds.
    public var currentURL: HTTPURL? {
        guard case .http(let probe) = definition.probe, probe.urls.indices.contains(urlIndex) else { return nil }
        return probe.urls[urlIndex]
    }

    /// What to do for the probe to be made next.
    public func makeConversation(_ tools: some ConversationTools, using generator: inout SeededGenerator) throws(MissingTool) -> Conversation {
        switch definition.probe {
        case .tcp: return .stream(TCPConversation())
        case .dialogue(let dialogue): return .stream(TCPDialogueConversation(dialogue))
        case .agent(let probe): return .stream(AgentConversation(probe))
        case .file(let probe): return .file(probe)
        case .session(let probe): return .session(probe)
        case .ping: return .echo
        case .http(let probe):
            guard let url = currentURL else { return .stream(TCPConversation()) }
            var search: (any PatternSearch)?
            if let pattern = url.pattern { search = try tools.makeSearch(for: pattern) }
            let conversation = HTTPConversation(
                url: url, version: probe.version, target: definition.target, search: search, makeDigest: tools.makeDigest)
            guard let tls = probe.tls else { return .stream(conversation) }
            return .stream(try tools.secure(conversation, TLSRequest(tls, url, target: definition.target.address)))
        case .smtp(let probe): return .stream(SMTPConversation(probe))
        case .udp(let probe):
            return .datagram(UDPConversation(probe, randomByte: { UInt8.random(in: .min ... .max, using: &generator) }))
        case .dns(let probe):
            return .datagram(DNSConversation(probe, identifier: UInt16.random(in: .min ... .max, using: &generator)))
        case .script(let probe): return .script(probe)
        }
    }

    private mutating func nextURL() {
        guard case .http(let probe) = definition.probe else { return }
        urlIndex = urlIndex + 1 < probe.urls.count ? urlIndex + 1 : 0
    }

    private var successesAfterFailure: UInt32 {
        guard case .http = definition.probe else { return Self.successesToRise(definition) }
        return Self.successesToRise(definition) &+ 1
    }

    /// `rise`: so many successes bring the checker up; with HTTP_GET so many of every URL.
    private static func successesToRise(_ definition: CheckDefinition) -> UInt32 {
        probesInARound(definition.probe) * max(1, definition.timing.rise)
    }

    private static func probesInARound(_ probe: Probe) -> UInt32 {
        guard case .http(let probe) = probe else { return 1 }
        return UInt32(clamping: max(1, min(probe.urls.count, 1 << 16)))
    }

    private var kind: CheckKind {
        switch definition.probe {
        case .tcp, .dialogue: .tcp
        case .agent: .agent
        case .file(let probe): .file(name: probe.name)
        case .session(let probe): .session(name: probe.name)
        case .http: .http
        case .ping: .ping
        case .smtp: .smtp
        case .udp: .udp
        case .dns: .dns
        case .script(let probe): .script(program: probe.command.words.first ?? "")
        }
    }
}

/// What one probe takes.
public enum Conversation {
    /// Over a TCP connection.
    case stream(any StreamConversation)
    /// Over UDP.
    case datagram(any DatagramConversation)
    /// An ICMP echo request and its answer.
    case echo
    case script(ScriptProbe)
    /// A look at a file, which is followed from then on.
    case file(FileProbe)
    /// A look at what is known of a BFD session, which is followed from then on.
    case session(SessionProbe)
}

/// What the owner of a checker does after an input.
public enum CheckEffect: Hashable, Sendable {
    case becameUp
    case becameDown
    /// The real server deserves this weight, as far as this checker can tell.
    case weighed(WeightReport)
    /// The first probe has ended, whatever came out of it. Said by whoever runs the checker, behind what it led to.
    case checked
    case log(CheckEvent)
}
