internal import ConfigurationLanguage
internal import HealthCheck
internal import IPVSTable
internal import NetworkTypes
internal import VirtualServers

/// What inherits from virtual server to real server to checker; nil where the text says nothing.
struct TimingDraft {
    var delayLoop: Duration?
    var connectTimeout: Duration?
    var retries: UInt32?
    var rise: UInt32?
    var delayBeforeRetry: Duration?
    var warmup: Duration?
    /// `check_timeout`.
    var deadline: Duration?
    /// `alpha`.
    var startsFailed: Bool?

    /// Where the inner level says nothing, the outer one counts.
    func inheriting(from outer: TimingDraft) -> TimingDraft {
        TimingDraft(
            delayLoop: delayLoop ?? outer.delayLoop, connectTimeout: connectTimeout ?? outer.connectTimeout,
            retries: retries ?? outer.retries, rise: rise ?? outer.rise, delayBeforeRetry: delayBeforeRetry ?? outer.delayBeforeRetry,
            warmup: warmup ?? outer.warmup, deadline: deadline ?? outer.deadline, startsFailed: startsFailed ?? outer.startsFailed)
    }
}

/// How a real server comes into the traffic and leaves it; nil where the text says nothing.
struct TrafficDraft {
    /// Zero: its whole weight at once.
    var slowStart: Duration?
    /// Percent.
    var slowStartFloor: UInt8?
    var drainTimeout: Duration?
}

/// `lvs_method` with what may stand behind it.
struct MethodDraft {
    var forwarding: ForwardingMethod
    var tunnel = TunnelSettings()
}

/// What the words behind `virtual_server` name.
enum ServiceName {
    case endpoint(IPAddress, port: UInt16?)
    case firewallMark(UInt32)
    /// Of a `virtual_server_group`.
    case group(String)
}

struct VirtualServerDraft {
    var name = ServiceName.firewallMark(0)
    var place = SourceRange(file: 0, offset: 0, length: 0)
    var transport: TransportProtocol?
    var transportPlace: SourceRange?
    var scheduler: Scheduler?
    var method: MethodDraft?
    /// The keyword stood there with a value that was already complained about: its absence is no news.
    var hasBadScheduler = false
    var hasBadMethod = false
    var family: (family: AddressFamily, place: SourceRange)?
    var flags: ServiceFlags = []
    var onePacketPlace: SourceRange?
    var persistenceTimeout: UInt32?
    /// Written as a mask or as a length.
    var granularity: (length: UInt8, isMask: Bool, place: SourceRange)?
    var persistenceEngine: String?
    var virtualHost: String?
    var quorum: UInt32 = 1
    var quorumPlace: SourceRange?
    var hysteresis: UInt32 = 0
    var hysteresisPlace: SourceRange?
    var weight: UInt32?
    var omega = false
    var quorumUp: ScriptCommand?
    var quorumDown: ScriptCommand?
    var inhibitOnFailure = false
    var sorryServer: (address: IPAddress, port: UInt16?, place: SourceRange)?
    var sorryServerInhibit = false
    var sorryServerMethod: MethodDraft?
    var suspendsWithoutAddress = false
    var suspensionPlace: SourceRange?
    var sendsMail: Bool?
    var initialState = InitialState.up
    var panicThreshold: UInt8 = 0
    var traffic = TrafficDraft()
    var timing = TimingDraft()
    var realServers: [RealServerDraft] = []
}

/// A class, as the checker's: there are tens of thousands, and none is ever needed twice.
final class RealServerDraft {
    let address: IPAddress
    let port: UInt16?
    let place: SourceRange
    var weight: UInt32?
    var method: MethodDraft?
    var upperThreshold: UInt32 = 0
    var lowerThreshold: UInt32 = 0
    var inhibitOnFailure: Bool?
    var notifyUp: ScriptCommand?
    var notifyDown: ScriptCommand?
    var virtualHost: String?
    var sendsMail: Bool?
    var traffic = TrafficDraft()
    var timing = TimingDraft()
    var checks: [CheckDraft] = []

    init(address: IPAddress = .v4(.any), port: UInt16? = nil, place: SourceRange = SourceRange(file: 0, offset: 0, length: 0)) {
        self.address = address
        self.port = port
        self.place = place
    }
}

final class CheckDraft {
    enum Kind: Sendable {
        case tcp, http, https, ping, smtp, dns, udp, agent, file, misc, bfd
    }

    let kind: Kind
    let place: SourceRange
    var connectAddress: IPAddress?
    var connectPort: UInt16?
    var bindAddress: IPAddress?
    var bindPort: UInt16?
    var interface: String?
    var mark: UInt32 = 0
    var logsAllFailures: Bool?
    var virtualHost: String?
    var version = HTTPProbe.Version.http10
    var recoversFast = false
    var sendsServerName = false
    var serverName: String?
    var requiresCloseNotify = false
    var verifies = false
    var verifiedName: String?
    var tlsFiles = TLSFiles()
    var urls: [URLDraft] = []
    /// A message about a URL was already given.
    var hasBadURL = false
    var heloName = SMTPProbe.customaryHeloName
    /// The `host` blocks of an SMTP_CHECK.
    var hosts: [CheckDraft] = []
    /// While a `host` is read: the SMTP_CHECK around it.
    var outer: CheckDraft?
    /// `send` and `expect` of TCP_CHECK.
    var dialogue: [TCPDialogue.Step] = []
    var greeting: [UInt8] = []
    var isAuxiliary: Bool?
    /// The name behind `track_file`.
    var file: (name: String, place: SourceRange)?
    var fileWeight: (factor: Int, isReversed: Bool)?
    var fileProbe: FileProbe?
    /// The name of a `bfd_instance`.
    var session: (name: String, place: SourceRange)?
    var question = DNSProbe()
    /// The words of `answer`, whose meaning depends on `type`.
    var expectedRecords: [ExpectedRecordDraft] = []
    var payload: [UInt8]?
    var reply: [ReplyPattern.Byte]?
    var leastReplyLength: UInt16?
    var greatestReplyLength: UInt16?
    var scriptWords: [String] = []
    /// A message about the script was already given.
    var hasBadScript = false
    var scriptUser: ScriptUserDraft?
    var scriptTimeout: Duration?
    var isDynamic = false
    var timing = TimingDraft()

    init(kind: Kind = .tcp, place: SourceRange = SourceRange(file: 0, offset: 0, length: 0)) {
        self.kind = kind
        self.place = place
    }
}
