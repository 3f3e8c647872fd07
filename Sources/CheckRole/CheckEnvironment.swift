internal import EventLoop
internal import LinuxSystem
internal import Logging
internal import NetworkTypes

/// What all checkers of the role share.
final class CheckEnvironment {
    let loop: EventLoop
    let logger = Logger(label: "check")
    var generator = SeededGenerator(seed: SystemClock.randomSeed())
    /// Where bytes from the network land; each reader is done with it before the next begins.
    var buffer = [UInt8](repeating: 0, count: 16384)
    private var lastComplaint: MonotonicInstant?
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
