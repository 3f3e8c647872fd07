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
    private var echoProbers: [AddressFamily: EchoProber] = [:]

    init() throws(SystemError) {
        loop = try EventLoop()
    }

    func echoProber(_ family: AddressFamily) throws(SystemError) -> EchoProber {
        if let prober = echoProbers[family] { return prober }
        let prober = try EchoProber(self, family)
        echoProbers[family] = prober
        return prober
    }
}
