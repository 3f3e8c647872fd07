public import EventLoop
internal import LinuxSystem
internal import LogRecords
internal import Logging
public import NetworkTypes
public import Processes

/// A FIFO that is written without ever waiting for its reader, who is told how everything stands as soon as it comes.
///
/// Two processes may write to one: each line goes out by one write of at most PIPE_BUF bytes, which the kernel doesn't mix with others.
public final class NotificationPipe {
    public private(set) var definition: NotificationFIFO
    /// Whether this process makes the FIFO, runs its script and removes it. Of those that share one, one does.
    public let isKeeper: Bool
    private let loop: EventLoop
    private let scripts: ScriptRunner
    private let logger: Logger
    private var feed = NotificationFeed()
    private var writer: FileDescriptor?
    private var timer: EventLoop.Timer?
    private var waitsForRoom = false
    private var wasMade = false
    private var scriptRun: ScriptRun?
    /// A script that the configuration names no more.
    private var formerRun: ScriptRun?
    private var restart: EventLoop.Timer?
    /// Why the script can't be started, which is said once.
    private var scriptFailure: String?
    private var isClosed = false
    /// Called when the script has ended after `close`.
    public var scriptEnded: () -> Void = {}

    /// How often it is looked whether a reader has come: a reader that opens the pipe waits for the writer to do so too.
    static let readerInterval = Duration.milliseconds(250)
    /// A script that has ended is started again this much later.
    static let restartInterval = Duration.seconds(2)
    /// How often it is looked whether a script that was told to end has done so.
    private static let endInterval = Duration.milliseconds(50)

    /// PIPE_BUF of Linux: what is written at once, or not at all.
    public static let longestLine = 4096

    /// Nil where somebody else has put it there; that is logged.
    ///
    /// - Parameter isKeeper: false where another process makes the FIFO and runs its script.
    public init?(_ definition: NotificationFIFO, _ loop: EventLoop, _ scripts: ScriptRunner, logLabel: String, isKeeper: Bool = true) {
        self.definition = definition
        self.isKeeper = isKeeper
        self.loop = loop
        self.scripts = scripts
        logger = Logger(label: logLabel)
        if Files.isStrangersFIFO(definition.path, user: definition.user) {
            logger.error("notify FIFO \(definition.path): somebody else has put it into a directory that everybody can write to: it isn't used", metadata: fields("fifo_refused"))
            return nil
        }
        if isKeeper, !make() { return }
        timer = EventLoop.Timer { [unowned self] in lookForReader() }
        restart = EventLoop.Timer { [unowned self] in startScript() }
        if isKeeper, definition.script != nil { startScript() }
        lookForReader()
    }

    /// Another owner or script for the same FIFO, which stays where it is: others may have it open.
    public func follow(_ new: NotificationFIFO) {
        let former = definition
        if new == former || new.path != former.path { return }
        definition = new
        guard isKeeper else { return }
        if wasMade, new.user != former.user || new.group != former.group {
            do throws(SystemError) {
                try Files.giveFIFO(new.path, user: new.user, group: new.group)
            } catch {
                logger.error("notify FIFO \(new.path): \(error)", metadata: fields("fifo_failed"))
            }
        }
        if new.script != former.script { changeScript() }
        if Files.isStrangersFIFO(new.path, user: new.user) {
            logger.error("notify FIFO \(new.path): it belongs to somebody else than \(new.user ?? "root") in a directory that everybody can write to: it isn't used", metadata: fields("fifo_refused"))
        }
    }

    /// - Returns: false where there can't be a FIFO of this name.
    private func make() -> Bool {
        do throws(SystemError) {
            if try Files.makeFIFO(definition.path, user: definition.user, group: definition.group) { wasMade = true }
            return true
        } catch {
            logger.error("notify FIFO \(definition.path): \(error)", metadata: fields("fifo_failed"))
            return false
        }
    }

    private func fields(_ event: String) -> Logger.Metadata? { DaemonLog.fields((.file, definition.path), event: event) }

    deinit {
        if let number = writer?.number { loop.forget(number) }
        if let timer { loop.disarm(timer) }
        if let restart { loop.disarm(restart) }
    }

    /// - Parameter subject: whose state the line says; nil where it says that something happened.
    /// Longer lines than `longestLine` are left out: they would go out in pieces.
    public func write(_ line: [UInt8], about subject: String?) {
        if line.count > Self.longestLine { return }
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
        if wasMade { Files.removeFIFO(definition.path) }
    }

    /// Another process keeps the FIFO from now on: it stays, and who reads it for us ends, so that no two scripts share the lines.
    public func handOver() {
        isClosed = true
        letGo()
        if let timer { loop.disarm(timer) }
        if let restart { loop.disarm(restart) }
        scriptRun?.cancel()
    }

    /// Whether a script still reads what it was told.
    public var isBusy: Bool { scriptRun?.isRunning ?? false }

    // MARK: The reader

    private func lookForReader() {
        // What is said now would be read by a script that is ending.
        let isWaiting = formerRun?.isRunning == true && !isClosed
        if writer == nil, !isWaiting, let opened = Files.openFIFO(definition.path, user: definition.user) {
            do throws(SystemError) {
                try loop.watch(opened.number, for: []) { [unowned self] readiness in
                    if readiness.contains(.writable) { pump() } else { readerLeft() }
                }
                writer = consume opened
                waitsForRoom = false
                feed.readerCame()
                pump()
            } catch {
                logger.error("notify FIFO \(definition.path): \(error)", metadata: fields("fifo_failed"))
            }
        }
        guard writer == nil, !isClosed else { return }
        // Somebody may have removed it.
        if isKeeper, !Files.exists(definition.path), !make() { return }
        if let timer { loop.arm(timer, at: SystemClock.now() + Self.readerInterval) }
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

    /// The new one begins when the old one has ended, so that no two of them share the lines.
    private func changeScript() {
        scriptRun?.cancel()
        formerRun = scriptRun
        scriptRun = nil
        scriptFailure = nil
        letGo()
        feed.readerLeft()
        startScript()
        lookForReader()
    }

    private func startScript() {
        guard let script = definition.script, !isClosed, scriptRun == nil else { return }
        if formerRun?.isRunning == true {
            if let restart { loop.arm(restart, at: SystemClock.now() + Self.endInterval) }
            return
        }
        formerRun = nil
        do throws(SystemError) {
            scriptRun = try scripts.start(script.adding([definition.path])) { [weak self] _ in
                guard let self else { return }
                scriptRun = nil
                if isClosed { return scriptEnded() }
                logger.warning("notify FIFO script \(script.words.first ?? "") has ended: it is started again in \(Self.restartInterval.secondsText) s", metadata: fields("fifo_script_ended"))
                startAgain()
            }
            scriptFailure = nil
        } catch {
            if "\(error)" != scriptFailure { logger.error("notify FIFO script: \(error)", metadata: fields("fifo_script_failed")) }
            scriptFailure = "\(error)"
            startAgain()
        }
    }

    private func startAgain() {
        if let restart { loop.arm(restart, at: SystemClock.now() + Self.restartInterval) }
    }
}
