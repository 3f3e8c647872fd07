public import NetworkTypes

/// One configured checker of a real server, every default filled in.
///
/// Thousands of real servers usually differ in nothing but their address, so that all else is kept once.
public struct CheckDefinition: Hashable, Sendable {
    /// Where the probe goes: `connect_ip` and `connect_port`, else the real server's own address and port.
    public var target: Endpoint
    /// All else. Of equal settings one may stand for all.
    public private(set) var settings: Shared<CheckSettings>

    public init(target: Endpoint, settings: Shared<CheckSettings>) {
        self.target = target
        self.settings = settings
    }

    public init(
        probe: Probe, target: Endpoint, source: Endpoint? = nil, interface: String? = nil, mark: UInt32 = 0, timing: CheckTiming, startsFailed: Bool = false,
        logsAllFailures: Bool = false
    ) {
        self.target = target
        settings = Shared(
            CheckSettings(
                probe: probe, source: source, interface: interface, mark: mark, timing: timing, startsFailed: startsFailed,
                logsAllFailures: logsAllFailures))
    }

    public var probe: Probe {
        get { settings.value.probe }
        set { settings.change { $0.probe = newValue } }
    }

    public var source: Endpoint? { settings.value.source }
    public var interface: String? { settings.value.interface }
    public var mark: UInt32 { settings.value.mark }

    public var timing: CheckTiming {
        get { settings.value.timing }
        set { settings.change { $0.timing = newValue } }
    }

    public var startsFailed: Bool {
        get { settings.value.startsFailed }
        set { settings.change { $0.startsFailed = newValue } }
    }

    public var logsAllFailures: Bool { settings.value.logsAllFailures }
}

/// What a checker does, but for whom it asks.
public struct CheckSettings: Hashable, Sendable {
    public var probe: Probe
    /// `bindto` and `bind_port`; port 0 lets the kernel choose.
    public var source: Endpoint?
    /// `bind_if`: the interface that the probe leaves by; nil leaves it to the routes.
    public var interface: String?
    /// `fwmark`: the mark of the probe's packets; 0 is none.
    public var mark: UInt32
    public var timing: CheckTiming
    /// `alpha`: the checker counts as failed until its first success.
    public var startsFailed: Bool
    /// `log_all_failures`: each failed attempt is logged, not only the one that decides.
    public var logsAllFailures: Bool

    public init(
        probe: Probe, source: Endpoint? = nil, interface: String? = nil, mark: UInt32 = 0, timing: CheckTiming, startsFailed: Bool = false,
        logsAllFailures: Bool = false
    ) {
        self.probe = probe
        self.source = source
        self.interface = interface
        self.mark = mark
        self.timing = timing
        self.startsFailed = startsFailed
        self.logsAllFailures = logsAllFailures
    }
}

/// When a checker probes and how often it may fail before it counts as failed.
public struct CheckTiming: Hashable, Sendable {
    /// `connect_timeout`: how long a connection may take, and how long each wait for an answer may take. 1 µs and more.
    public var connectTimeout: Duration
    /// The deadline over one whole probe, from its start to its verdict.
    public var deadline: Duration
    /// `retry` (or `nb_get_retry`): failures after the first that are forgiven. 0 and more.
    public var retries: UInt32
    /// `delay_before_retry`: the pause after a failed attempt while retries are left.
    public var delayBeforeRetry: Duration
    /// `delay_loop`: the pause between probes.
    public var delayLoop: Duration
    /// `rise`: successes that bring a failed checker up again. 1 to 65,535; keepalived's is always 1.
    public var rise: UInt32
    /// `warmup`: the first probe starts 1 s plus a random part of this after start; zero turns the spread off.
    public var warmup: Duration

    public init(
        connectTimeout: Duration, deadline: Duration? = nil, retries: UInt32, delayBeforeRetry: Duration, delayLoop: Duration,
        warmup: Duration, rise: UInt32 = 1
    ) {
        self.connectTimeout = connectTimeout
        // A server that drips one byte a second must not stay in the table: keepalived has no such bound (its issue 1822).
        self.deadline = deadline ?? connectTimeout * 3
        self.retries = retries
        self.delayBeforeRetry = delayBeforeRetry
        self.delayLoop = delayLoop
        self.warmup = warmup
        self.rise = rise
    }
}

/// What a checker does.
public enum Probe: Hashable, Sendable {
    /// TCP_CHECK: the connection comes about.
    case tcp
    /// TCP_CHECK with `send` or `expect`: what is sent is answered as it should be.
    case dialogue(TCPDialogue)
    /// HTTP_GET and SSL_GET: each URL answers as it should.
    case http(HTTPProbe)
    /// PING_CHECK: an ICMP echo request is answered.
    case ping
    /// SMTP_CHECK: a greeting, HELO, and QUIT.
    case smtp(SMTPProbe)
    /// UDP_CHECK: a datagram that nobody refuses; on demand, one that is answered.
    case udp(UDPProbe)
    /// DNS_CHECK: a question is answered without an error.
    case dns(DNSProbe)
    /// AGENT_CHECK: a program on the real server tells.
    case agent(AgentProbe)
    /// FILE_CHECK: the number in a file.
    case file(FileProbe)
    /// BFD_CHECK: a BFD session is up.
    case session(SessionProbe)
    /// MISC_CHECK: a script's exit status.
    case script(ScriptProbe)

    /// The keyword of the configuration: `TCP_CHECK`, `HTTP_GET`, `SSL_GET` and so on.
    public var keyword: String {
        switch self {
        case .tcp, .dialogue: "TCP_CHECK"
        case .agent: "AGENT_CHECK"
        case .file: "FILE_CHECK"
        case .session: "BFD_CHECK"
        case .http(let probe): probe.tls == nil ? "HTTP_GET" : "SSL_GET"
        case .ping: "PING_CHECK"
        case .smtp: "SMTP_CHECK"
        case .udp: "UDP_CHECK"
        case .dns: "DNS_CHECK"
        case .script: "MISC_CHECK"
        }
    }
}
