public import EventLoop
internal import LinuxSystem
internal import Logging
public import NetworkTypes
public import Processes

/// A FIFO that is written without ever waiting for its reader, who is told how everything stands as soon as it comes.
public final class NotificationPipe {
    public let definition: NotificationFIFO
    private let loop: EventLoop
    private let scripts: ScriptRunner
    private let logger: Logger
    private var feed = NotificationFeed()
    private var writer: FileDescriptor?
    private var timer: EventLoop.Timer?
    private var waitsForRoom = false
    private var wasMade = false
    private var scriptRun: ScriptRun?
    private var restart: EventLoop.Timer?
    private var isClosed = false
    /// Called when the script has ended after `close`.
    public var scriptEnded: () -> Void = {}

    /// How often it is looked whether a reader has come: a reader that opens the pipe waits for the writer to do so too.
    static let readerInterval = Duration.milliseconds(250)
    /// A script that has ended is started again this much later.
    static let restartInterval = Duration.seconds(2)

    public init(_ definition: NotificationFIFO, _ loop: EventLoop, _ scripts: ScriptRunner, logLabel: String) {
        self.definition = definition
        self.loop = loop
        self.scripts = scripts
        logger = Logger(label: logLabel)
        do throws(SystemError) {
            wasMade = try Files.makeFIFO(definition.path, user: definition.user, group: definition.group)
        } catch {
            logger.error("notify FIFO \(definition.path): \(error)")
            return
        }
        timer = EventLoop.Timer { [unowned self] in lookForReader() }
        restart = EventLoop.Timer { [unowned self] in startScript() }
        if definition.script != nil { startScript() }
        lookForReader()
    }

    deinit {
        if let number = writer?.number { loop.forget(number) }
        if let timer { loop.disarm(timer) }
        if let restart { loop.disarm(restart) }
    }

    /// - Parameter subject: whose state the line says; nil where it says that something happened.
    public func write(_ line: [UInt8], about subject: String?) {
        feed.note(line, about: subject)
        pump()
    }

    public func forget(_ subject: String) {
        feed.forget(subject)
    }

    /// Tells a reader that is there how everything stands.
    public func repeatStates() {
        feed.repeatStates()
        pump()
    }

    /// Writes what can be written and closes the pipe, which its reader sees.
    public func close() {
        isClosed = true
        lookForReader()
        letGo()
        if let timer { loop.disarm(timer) }
        if let restart { loop.disarm(restart) }
        if wasMade { Files.remove(definition.path) }
    }

    /// Whether a script still reads what it was told.
    public var isBusy: Bool { scriptRun?.isRunning ?? false }

    // MARK: The reader

    private func lookForReader() {
        if writer == nil, let opened = Files.openFIFO(definition.path) {
            do throws(SystemError) {
                try loop.watch(opened.number, for: []) { [unowned self] readiness in
                    if readiness.contains(.writable) { pump() } else { readerLeft() }
                }
                writer = consume opened
                waitsForRoom = false
                feed.readerCame()
                pump()
            } catch {
                logger.error("notify FIFO \(definition.path): \(error)")
            }
        }
        if writer == nil, !isClosed, let timer { loop.arm(timer, at: SystemClock.now() + Self.readerInterval) }
    }

    private func readerLeft() {
        feed.readerLeft()
        letGo()
        if !isClosed, let timer { loop.arm(timer, at: SystemClock.now() + Self.readerInterval) }
    }

    private func letGo() {
        if let number = writer?.number { loop.forget(number) }
        writer = nil
    }

    private func pump() {
        guard let number = writer?.number else { return }
        while let line = feed.next {
            do throws(SystemError) {
                guard try writer?.write(line) != nil else { return waitForRoom(number, true) }
                feed.sent()
            } catch {
                return readerLeft()
            }
        }
        waitForRoom(number, false)
    }

    private func waitForRoom(_ number: Int32, _ waits: Bool) {
        if waits == waitsForRoom { return }
        waitsForRoom = waits
        try? loop.change(number, to: waits ? .writable : [])
    }

    // MARK: The script

    private func startScript() {
        guard let script = definition.script, !isClosed else { return }
        do throws(SystemError) {
            scriptRun = try scripts.start(script.adding([definition.path])) { [weak self] _ in
                guard let self else { return }
                scriptRun = nil
                if isClosed { return scriptEnded() }
                logger.warning("notify FIFO script \(script.words.first ?? "") has ended: it is started again in \(Self.restartInterval.secondsText) s")
                startAgain()
            }
        } catch {
            logger.error("notify FIFO script: \(error)")
        }
    }

    private func startAgain() {
        if let restart { loop.arm(restart, at: SystemClock.now() + Self.restartInterval) }
    }
}
