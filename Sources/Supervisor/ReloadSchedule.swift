internal import Configuration
internal import EventLoop
internal import FileWatching
internal import LinuxSystem
internal import Logging
internal import NetworkTypes

/// Reloads at the time that a file names (`reload_time_file`, `reload_repeat`): whenever the file comes, changes or goes, so does the reload.
final class ReloadSchedule {
    private let loop: EventLoop
    private let logger: Logger
    private let reload: () -> Void
    private var path: String?
    private var repeats = false
    private var watcher: FileWatcher?
    private var watch: FileWatch?
    private var timer: EventLoop.Timer?
    private var wanted: ReloadTime?
    /// In seconds since 1970.
    private var due: Int64?

    /// The clock may be set meanwhile: it is looked at this often.
    private static let longestWait = Duration.seconds(30)
    private static let longestLine = 64

    init(_ loop: EventLoop, _ logger: Logger, reload: @escaping () -> Void) {
        self.loop = loop
        self.logger = logger
        self.reload = reload
        timer = EventLoop.Timer { [unowned self] in look() }
    }

    /// As a configuration that takes effect wants it.
    func follow(_ definitions: DaemonDefinitions) {
        repeats = definitions.repeatsReload
        guard definitions.reloadTimeFile != path else { return }
        path = definitions.reloadTimeFile
        watch = nil
        guard let path else {
            watcher = nil
            return take(nil)
        }
        do throws(SystemError) {
            if watcher == nil { watcher = try FileWatcher(loop) }
            watch = watcher?.watch(path, limit: Self.longestLine) { [unowned self] in take(try? $0.content.get()) }
            take(try? watch?.content.get())
        } catch {
            logger.error("reload_time_file: \(error)")
            // The next reload tries again; till then no time counts, not even the one of a file before.
            self.path = nil
            take(nil)
        }
    }

    private func take(_ content: [UInt8]?) {
        if let timer { loop.disarm(timer) }
        let had = due != nil
        wanted = content.flatMap { ReloadTime($0) }
        due = nil
        guard let content, !content.isEmpty else {
            if had { logger.info("The reload at a given time is cancelled") }
            return
        }
        guard wanted != nil else { return logger.warning("The first line of \(path ?? "") is no time: HH:MM:SS, YY-MM-DD HH:MM:SS or YYYY-MM-DD HH:MM:SS, each with an optional Z") }
        arm()
    }

    private var now: Int64 { SystemClock.sinceEpoch().components.seconds }

    private func arm() {
        due = wanted?.next(after: now, SystemCalendar())
        guard let due else { return logger.warning("The time in \(path ?? "") has gone by: there is no reload") }
        logger.info("The configuration is read again at \(SystemClock.localTime(Double(due)))")
        waitOn()
    }

    private func waitOn() {
        guard let due, let timer else { return }
        loop.arm(timer, at: SystemClock.now() + min(.seconds(max(due - now, 0)), Self.longestWait))
    }

    private func look() {
        guard let due else { return }
        if now < due { return waitOn() }
        self.due = nil
        logger.info("It is the time that \(path ?? "") names: reloading")
        let isOver = wanted?.date != nil
        if !repeats {
            if let path { Files.remove(path) }
            wanted = nil
        } else if !isOver {
            arm()
        }
        reload()
    }
}
