public import EventLoop
public import LinuxSystem

/// Follows the content of small files, also of files that don't exist yet, in directories that don't exist yet, and behind symbolic
/// links.
///
/// The kernel reports what happens in directories; each report that may concern a file makes it be read again, so whatever way it was
/// changed, replaced, moved or linked, what counts is what is in it now.
public final class FileWatcher {
    private let loop: EventLoop
    private let notifications: DirectoryNotifications
    private var watches: [ObjectIdentifier: WeakWatch] = [:]
    private(set) var interests = DirectoryInterests()
    /// Those that are to be read anew, in the order of their turn, and the work of doing that: thousands of files may be written at once.
    private var waiting: [ObjectIdentifier] = []
    private var turn = 0
    /// Which of them still are.
    private var concerned: Set<ObjectIdentifier> = []
    private let work: SlicedWork

    private struct WeakWatch {
        weak var watch: FileWatch?
    }

    public init(_ loop: EventLoop) throws(SystemError) {
        self.loop = loop
        work = SlicedWork(loop, "followed files")
        notifications = try DirectoryNotifications()
        try loop.watch(notifications.descriptor.number, for: .readable) { [unowned self] _ in receive() }
    }

    deinit {
        loop.forget(notifications.descriptor.number)
    }

    /// Follows the beginning of a file, up to `limit` bytes, as long as the returned watch is held.
    ///
    /// - Parameters:
    ///   - path: absolute.
    ///   - changed: called from the loop whenever the content is another one than before; what it is stands in the watch.
    public func watch(_ path: String, limit: Int = 128, changed: @escaping (FileWatch) -> Void) -> FileWatch {
        let watch = FileWatch(path, limit: limit, self, changed: changed)
        watches[ObjectIdentifier(watch)] = WeakWatch(watch: watch)
        place(watch)
        watch.read()
        return watch
    }

    func forget(_ identifier: ObjectIdentifier) {
        watches[identifier] = nil
        concerned.remove(identifier)
        end(interests.remove(identifier))
    }

    // MARK: Directories

    /// Watches every directory on the way to the file, from the root on, so that none can appear unseen.
    private func place(_ watch: FileWatch) {
        var wanted: DirectoryInterests.Wishes = [:]
        for step in Self.steps(to: watch.path) {
            guard let number = try? notifications.watch(directory: step.directory) else { break }
            // What a link leads to may change by other names of its directory.
            let isLink = Files.isSymbolicLink(step.directory == "/" ? "/\(step.name)" : "\(step.directory)/\(step.name)")
            let name: String? = isLink ? nil : step.name
            // One directory, twice on the way: by two names, or by a link.
            if let other = wanted[number], other != name { wanted[number] = .some(nil) } else { wanted[number] = .some(name) }
        }
        if let target = Files.resolved(watch.path), target != watch.path, let step = Self.steps(to: target).last,
            let number = try? notifications.watch(directory: step.directory)
        {
            wanted[number] = .some(nil)
        }
        end(interests.set(wanted, of: ObjectIdentifier(watch)))
    }

    private func end(_ directories: [Int32]) {
        for number in directories { notifications.end(watch: number) }
    }

    /// For each part of the path, the directory in which it is a name; the root comes first.
    static func steps(to path: String) -> [(directory: String, name: String)] {
        var steps: [(directory: String, name: String)] = []
        var directory = ""
        for name in path.split(separator: "/") {
            steps.append((directory.isEmpty ? "/" : directory, String(name)))
            directory += "/\(name)"
        }
        return steps
    }

    // MARK: Events

    /// At most this many reads before the loop goes on: a busy directory must not keep it.
    private static let readsPerRound = 16

    /// So many are read anew between two looks at the clock.
    private static let watchesInAStep = 4
    private static let mostDone = 1024

    private func receive() {
        var found: Set<ObjectIdentifier> = []
        for _ in 0..<Self.readsPerRound {
            guard let events = try? notifications.next(), !events.isEmpty else { break }
            for event in events {
                if event.isOverflow { found.formUnion(watches.keys) }
                interests.addConcerned(by: event.name, in: event.watch, to: &found)
                if event.endsWatch { interests.forget(directory: event.watch) }
            }
        }
        for identifier in found where concerned.insert(identifier).inserted { waiting.append(identifier) }
        if waiting.isEmpty || work.isUnderWay { return }
        work.begin({ [unowned self] in proceed() }, whenDone: {})
    }

    /// - Returns: whether somebody is left.
    private func proceed() -> Bool {
        for _ in 0..<Self.watchesInAStep where turn < waiting.count {
            let identifier = waiting[turn]
            turn += 1
            guard concerned.remove(identifier) != nil, let watch = watches[identifier]?.watch else { continue }
            place(watch)
            if watch.read() { watch.changed(watch) }
        }
        if turn < waiting.count {
            // While others write all the time, there is no end at which it is emptied.
            if turn >= Self.mostDone {
                waiting.removeFirst(turn)
                turn = 0
            }
            return true
        }
        waiting = []
        turn = 0
        return false
    }
}

/// One file that is followed; the following ends with this object.
public final class FileWatch {
    public let path: String
    /// The beginning of the file, or why it can't be read; as last seen.
    public private(set) var content: Result<[UInt8], SystemError>
    let changed: (FileWatch) -> Void
    private let limit: Int
    private weak var watcher: FileWatcher?

    init(_ path: String, limit: Int, _ watcher: FileWatcher, changed: @escaping (FileWatch) -> Void) {
        self.path = path
        self.limit = limit
        self.watcher = watcher
        self.changed = changed
        content = .failure(SystemError("open \(path)", code: SystemError.noEntry))
    }

    deinit {
        watcher?.forget(ObjectIdentifier(self))
    }

    /// - Returns: whether there is something new.
    @discardableResult
    func read() -> Bool {
        let former = content
        do throws(SystemError) {
            content = .success(try Files.readBeginning(of: path, count: limit))
        } catch {
            content = .failure(error)
        }
        return content != former
    }
}
