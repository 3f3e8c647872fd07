internal import ControlProtocol
internal import Cryptography
internal import EventLoop
internal import FileWatching
internal import HealthCheck
internal import LinuxSystem
internal import Logging
internal import NetworkTypes
internal import Processes
internal import RegularExpressions
internal import TLSStream
internal import VirtualServers

/// What all checkers of the role share.
final class CheckEnvironment {
    let loop: EventLoop
    let logger = Logger(label: "check")
    let probeLogger = Logger(label: "probes")
    var generator = SeededGenerator(seed: SystemClock.randomSeed())
    /// Where bytes from the network land; each reader is done with it before the next begins.
    var buffer = [UInt8](repeating: 0, count: 16384)
    private var lastComplaint: MonotonicInstant?
    let scripts: ScriptRunner
    let quorums = QuorumReports()
    let sessions: SessionStates
    /// There is no BFD role, and there will be none.
    var lacksSessions = false
    private var toldOfMissingSessions = false
    /// Each made for the first SSL_GET that needs it.
    private var tlsContexts = CheckTools<TLSRequest.Credentials, TLSContext>()
    private var patterns = CheckTools<BodyPattern, CompiledPattern>()
    private var echoProbers: [EchoKey: EchoProber] = [:]
    /// Made for the first FILE_CHECK.
    private var watcher: FileWatcher?
    let localAddresses: LocalAddresses
    let mail: CheckMail
    let fifos: ServerFIFOs

    /// Which checkers stand for several real servers.
    var registry = CheckerRegistry()
    let dispatcher: ProbeDispatcher
    var probeCounts = ProbeCounts()
    /// What is still to be read of the last order.
    var orderReport = OrderReport<OrderResult>()
    /// Tells the supervisor of something that has happened.
    var publish: (RoleEvent) -> Void = { _ in }
    private let effects: EffectQueue

    init() throws(SystemError) {
        loop = try EventLoop()
        effects = EffectQueue(loop)
        dispatcher = ProbeDispatcher(loop, logger, phase: generator.next())
        scripts = ScriptRunner(loop, leash: CurrentProcess.executable)
        sessions = SessionStates(loop)
        localAddresses = LocalAddresses(loop, logger)
        mail = CheckMail(loop)
        fifos = ServerFIFOs(loop, scripts)
    }

    /// - Returns: whether checkers that there are must be settled anew (`share_checks`).
    @discardableResult
    func follow(_ limits: ProbeLimits) -> Bool {
        let isOther = registry.sharesProbes != limits.sharesProbes
        if isOther { registry.sharesProbes = limits.sharesProbes }
        dispatcher.follow(limits)
        return isOther
    }

    func tell(_ owners: [CheckerRunner], _ effect: CheckEffect) {
        effects.tell(owners, effect)
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

    /// Tells whoever listens of a real server or a quorum.
    func announce(_ announcement: Announcement) {
        fifos.tell(announcement)
        mail.send(announcement)
    }

    /// Logs that probes have to wait for want of something on this machine; once a minute.
    func complainOfShortage(_ error: SystemError) {
        if let lastComplaint, loop.now - lastComplaint < .seconds(60) { return }
        lastComplaint = loop.now
        logger.error("Probes are put off, not counted as failed: \(error)")
    }

    /// There is no BFD role, and there will be none (`--no_bfd`). It is said once.
    func complainOfMissingSession(_ name: String) {
        if toldOfMissingSessions { return }
        toldOfMissingSessions = true
        logger.warning("BFD_CHECK has no effect: the daemon was started without BFD (\(name), and others if there are any)")
    }

    func fileWatcher() throws(SystemError) -> FileWatcher {
        if let watcher { return watcher }
        let new = try FileWatcher(loop)
        watcher = new
        return new
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

// They remember what they have made: the environment is a class, and the conversations ask one after the other.
extension CheckEnvironment: ConversationTools {
    func makeDigest() -> any MessageDigest { MD5() }

    func makeSearch(for pattern: BodyPattern) throws(MissingTool) -> any PatternSearch {
        try patterns.find(pattern) { () throws(MissingTool) in
            do throws(CompiledPattern.Mistake) {
                return try CompiledPattern(pattern)
            } catch {
                throw MissingTool("regex `\(String(decoding: pattern.expression, as: UTF8.self))`: \(error)")
            }
        }.search()
    }

    func secure(_ conversation: any StreamConversation, _ request: TLSRequest) throws(MissingTool) -> any StreamConversation {
        let context = try tlsContexts.find(request.credentials) { () throws(MissingTool) in try TLSContext(request.credentials) }
        return TLSConversation(context, request, conversation)
    }

    /// What was made from files and expressions is made anew: a certificate may have been renewed.
    func forgetTools() {
        tlsContexts = CheckTools()
        patterns = CheckTools()
    }
}

/// Things that are costly to make and that many checks share. What can't be made is tried again: a file may be put right at any time.
private struct CheckTools<Key: Hashable, Tool> {
    private var made: [Key: Tool] = [:]

    mutating func find(_ key: Key, make: () throws(MissingTool) -> Tool) throws(MissingTool) -> Tool {
        if let tool = made[key] { return tool }
        let tool = try make()
        made[key] = tool
        return tool
    }
}
