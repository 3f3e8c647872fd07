internal import Configuration
internal import EventLoop
internal import FileWatching
internal import LinuxSystem
internal import Logging
internal import NetworkTypes
internal import VRRP

/// The tracked files at work.
final class FileTrackers {
    private let loop: EventLoop
    private let logger = Logger(label: "tracking")
    /// Made for the first file.
    private var watcher: FileWatcher?
    private var watches: [String: FileWatch] = [:]
    /// Called when the number in a file is another one.
    var changed: (_ name: String, _ value: Int) -> Void = { _, _ in }

    init(_ loop: EventLoop) {
        self.loop = loop
    }

    /// - Parameter isStart: the daemon starts, so that `init_file` counts.
    func follow(_ files: [TrackedFile], isStart: Bool) {
        let paths = Dictionary(files.map { ($0.name, $0.path) }, uniquingKeysWith: { first, _ in first })
        watches = watches.filter { paths[$0.key] == $0.value.path }
        for file in files {
            if isStart { initialize(file) }
            if watches[file.name] == nil { watch(file) }
        }
        if watches.isEmpty { watcher = nil }
    }

    /// The number in a file; nil where it isn't followed.
    func value(_ name: String) -> Int? {
        watches[name].map { TrackedFileValue.value(of: try? $0.content.get()) }
    }

    private func initialize(_ file: TrackedFile) {
        guard let initialization = file.initialization else { return }
        do throws(SystemError) {
            try FileInitialization.write(initialization.value, to: file.path, overwrites: initialization.overwrites)
        } catch {
            logger.error("track_file \(file.name): \(error)", metadata: DaemonLog.fields(tracker: file.name))
        }
    }

    private func watch(_ file: TrackedFile) {
        do throws(SystemError) {
            if watcher == nil { watcher = try FileWatcher(loop) }
            guard let watcher else { return }
            var last = Int.min
            watches[file.name] = watcher.watch(file.path, limit: TrackedFileValue.limit) { [unowned self] watch in
                let value = TrackedFileValue.value(of: try? watch.content.get())
                if value == last { return }
                last = value
                logger.info("Track file \(file.name) now holds \(value)", metadata: DaemonLog.fields(tracker: file.name))
                changed(file.name, value)
            }
            last = value(file.name) ?? 0
        } catch {
            logger.error("track_file \(file.name) can't be followed: \(error)", metadata: DaemonLog.fields(tracker: file.name))
        }
    }
}
