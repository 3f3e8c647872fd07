internal import Cryptography
internal import EventLoop
internal import HealthCheck
internal import LinuxSystem
internal import Logging
internal import NetworkTypes
internal import Processes
internal import TLSStream

/// What all checkers of the role share.
final class CheckEnvironment {
    let loop: EventLoop
    let logger = Logger(label: "check")
    var generator = SeededGenerator(seed: SystemClock.randomSeed())
    /// Where bytes from the network land; each reader is done with it before the next begins.
    var buffer = [UInt8](repeating: 0, count: 16384)
    private var lastComplaint: MonotonicInstant?
    let scripts: ScriptRunner
    /// Made for the first SSL_GET; nil where OpenSSL can't be set up.
    private lazy var tlsContext = TLSContext()
    private var echoProbers: [EchoKey: EchoProber] = [:]

    init() throws(SystemError) {
        loop = try EventLoop()
        scripts = ScriptRunner(loop)
    }

    /// Runs a script that is to be told of something. It goes on when this process ends.
    func notify(_ command: ScriptCommand) {
        do throws(SystemError) {
            try scripts.start(command, endsWithDaemon: false) { [logger] outcome in
                if case .ended(let end) = outcome, end != .exited(0) { logger.info("Script \(command) \(end)") }
            }
        } catch {
            logger.error("\(error)")
        }
    }

    /// Logs that probes have to wait for want of something on this machine; once a minute.
    func complainOfShortage(_ error: SystemError) {
        if let lastComplaint, loop.now - lastComplaint < .seconds(60) { return }
        lastComplaint = loop.now
        logger.error("Probes are put off, not counted as failed: \(error)")
    }

    func echoProber(_ definition: CheckDefinition) throws(SystemError) -> EchoProber {
        var origin = ProbeOrigin(definition)
        origin.source?.port = 0
        let key = EchoKey(family: definition.target.address.family, origin: origin)
        if let prober = echoProbers[key] { return prober }
        let prober = try EchoProber(self, key.family, origin)
        echoProbers[key] = prober
        return prober
    }

    private struct EchoKey: Hashable {
        var family: AddressFamily
        var origin: ProbeOrigin
    }
}

extension CheckEnvironment: ConversationTools {
    func makeDigest() -> any MessageDigest { MD5() }

    func secure(_ conversation: any StreamConversation, _ request: TLSRequest) -> any StreamConversation {
        TLSConversation(tlsContext, request, conversation)
    }
}
