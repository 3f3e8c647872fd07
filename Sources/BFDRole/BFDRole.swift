internal import Configuration
public import ControlProtocol
public import EventLoop
internal import LinuxSystem
internal import Logging

/// The process that keeps the sessions of BFD: it is small and does nothing else, so that it is never late.
public final class BFDRole: RoleProgram {
    public let loop: EventLoop
    private let arguments: RoleArguments
    private let preparation: Preparation
    private let sessions: Sessions
    private var control: RoleChannel?
    private var dataFiles: DataFileWriter?
    private var isStopping = false

    public init(_ arguments: RoleArguments, channel: Int32) throws {
        self.arguments = arguments
        // A session at 10 ms is down after 50.
        loop = try EventLoop(isPrecise: true)
        preparation = Preparation(loop, part: .bfd)
        sessions = Sessions(loop, SessionRecord(runtimeDirectory: arguments.runtimeDirectory))
        control = try RoleChannel(loop, descriptor: channel) { [unowned self] order in
            switch order {
            case .prepare(let text): preparation.prepare(text)
            case .commit: preparation.commit()
            case .discard: preparation.discard()
            case .peerReport: break
            case .stop, .leave, .abandon: stop()
            case .write(let file): dataFiles?.write(file)
            }
        }
        preparation.answer = { [unowned self] in control?.answer($0) }
        preparation.follow = { [unowned self] in reload($0) }
        preparation.makeWay = { [unowned self] in control?.send(.makesWay) }
        sessions.report = { [unowned self] in control?.publish($0) }
        sessions.publish = { [unowned self] in control?.publish($0) }
        control?.answer = { [unowned self] in BFDAnswers(sessions).answer($0) }
        dataFiles = DataFileWriter(
            loop, arguments, written: { [unowned self] in if $0 == .statisticsAndClear { sessions.clearCounters() } },
            make: { [unowned self] in BFDAnswers(sessions).piece(of: $0, at: $1) })
    }

    public func begin(_ text: SealedText) -> Bool {
        guard let (configuration, beginning) = preparation.begin(text) else { return false }
        control?.tellBeginning(beginning)
        dataFiles?.place = DataFilePlace(arguments.runtimeDirectory, configuration.global.daemon)
        sessions.begin(configuration.bfdInstances.map(\.session), takingOver: arguments.takesOver)
        settle(.ready)
        return true
    }

    private func reload(_ configuration: Configuration) {
        if isStopping { return }
        dataFiles?.place = DataFilePlace(arguments.runtimeDirectory, configuration.global.daemon)
        sessions.follow(configuration.bfdInstances.map(\.session))
        settle(.reloaded)
    }

    private func settle(_ message: RoleMessage) {
        control?.send(message)
        preparation.settle([])
        Memory.giveBack()
    }

    /// The neighbours hear that the end is meant, and needn't wait for it. Without a supervisor there is nobody whom sessions could serve.
    private func stop() {
        if isStopping { return }
        isStopping = true
        sessions.stop()
        loop.stop()
    }
}
