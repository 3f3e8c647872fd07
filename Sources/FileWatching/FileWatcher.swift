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
    /// By the number of the watch on a directory: who is concerned by which names in it.
    private var directories: [Int32: [Interest]] = [:]

    private struct WeakWatch {
        weak var watch: FileWatch?
    }

    private struct Interest {
        var watch: ObjectIdentifier
        /// Nil: all names.
        var name: String?
    }

    public init(_ loop: EventLoop) throws(SystemError) {
        self.loop = loop
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
        removeInterests(of: identifier, keeping: [])
    }

    // MARK: Directories

    /// Watches every directory on the way to the file, from the root on, so that none can appear unseen.
    private func place(_ watch: FileWatch) {
        let identifier = ObjectIdentifier(watch)
        var wanted: [Int32: String?] = [:]
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
        removeInterests(of: identifier, keeping: Set(wanted.keys))
        for (number, name) in wanted { directories[number, default: []].append(Interest(watch: identifier, name: name)) }
    }

    private func removeInterests(of identifier: ObjectIdentifier, keeping kept: Set<Int32>) {
        for (number, interests) in directories {
            let rest = interests.filter { $0.watch != identifier }
            if rest.count == interests.count { continue }
            directories[number] = rest
            if rest.isEmpty, !kept.contains(number) {
                directories[number] = nil
                notifications.end(watch: number)
            }
        }
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

    private func receive() {
        var concerned: Set<ObjectIdentifier> = []
        for _ in 0..<Self.readsPerRound {
            guard let events = try? notifications.next(), !events.isEmpty else { break }
            for event in events {
                if event.isOverflow { concerned.formUnion(watches.keys) }
                for interest in directories[event.watch] ?? [] {
                    if event.name == nil || interest.name == nil || interest.name == event.name { concerned.insert(interest.watch) }
                }
                if event.endsWatch { directories[event.watch] = nil }
            }
        }
        for identifier in concerned {
            guard let watch = watches[identifier]?.watch else { continue }
            place(watch)
            if watch.read() { watch.changed(watch) }
        }
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
