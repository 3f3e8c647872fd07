internal import Cryptography
internal import EventLoop
internal import HealthCheck
internal import LinuxSystem
internal import Logging
internal import NetworkTypes
internal import TLSStream

/// What all checkers of the role share.
final class CheckEnvironment {
    let loop: EventLoop
    let logger = Logger(label: "check")
    var generator = SeededGenerator(seed: SystemClock.randomSeed())
    /// Where bytes from the network land; each reader is done with it before the next begins.
    var buffer = [UInt8](repeating: 0, count: 16384)
    private var lastComplaint: MonotonicInstant?
    /// Made for the first SSL_GET; nil where OpenSSL can't be set up.
    private lazy var tlsContext = TLSContext()
    private var echoProbers: [AddressFamily: EchoProber] = [:]

    init() throws(SystemError) {
        loop = try EventLoop()
    }

    /// Logs that probes have to wait for want of something on this machine; once a minute.
    func complainOfShortage(_ error: SystemError) {
        if let lastComplaint, loop.now - lastComplaint < .seconds(60) { return }
        lastComplaint = loop.now
        logger.error("Probes are put off, not counted as failed: \(error)")
    }

    func echoProber(_ family: AddressFamily) throws(SystemError) -> EchoProber {
        if let prober = echoProbers[family] { return prober }
        let prober = try EchoProber(self, family)
        echoProbers[family] = prober
        return prober
    }
}

extension CheckEnvironment: ConversationTools {
    func makeDigest() -> any MessageDigest { MD5() }

    func secure(_ conversation: any StreamConversation, _ request: TLSRequest) -> any StreamConversation {
        TLSConversation(tlsContext, request, conversation)
    }
}
