import EventLoop
import Glibc
import LinuxSystem
import NetworkTypes
import Testing

@testable import FileWatching

@Suite("File watcher")
struct FileWatcherTests {
    /// A loop with a watcher and a directory of its own.
    final class Stage {
        let loop: EventLoop
        let watcher: FileWatcher
        let directory: String
        /// What was reported, in order; a dash for a file that can't be read.
        var reports: [String] = []

        init(_ name: String) throws {
            loop = try EventLoop()
            watcher = try FileWatcher(loop)
            directory = "/dev/shm/lvsd-watch-\(CurrentProcess.identifier)-\(name)"
            try Files.makeDirectory(directory)
        }

        deinit {
            Self.clear(directory)
        }

        private static func clear(_ directory: String) {
            for name in Files.names(in: directory, limit: 1000) {
                let path = "\(directory)/\(name)"
                if !Files.isSymbolicLink(path), FileStatus(path)?.kind == .directory { clear(path) } else { Files.remove(path) }
            }
            Files.removeDirectory(directory)
        }

        func watch(_ path: String) -> FileWatch {
            watcher.watch(path) { [unowned self] watch in reports.append(Self.text(watch)) }
        }

        static func text(_ watch: FileWatch) -> String {
            (try? watch.content.get()).map { String(decoding: $0, as: UTF8.self) } ?? "-"
        }

        func write(_ text: String, _ path: String) throws {
            try Files.replace(path, with: Array(text.utf8))
        }

        /// Lets the loop go round until nothing more can come.
        func settle() {
            let end = EventLoop.Timer { [unowned self] in loop.stop() }
            loop.arm(end, at: SystemClock.now() + .milliseconds(30))
            loop.run()
        }
    }

    @Test("The content is there at once, and each new content is reported once")
    func reportsChanges() throws {
        let stage = try Stage("changes")
        let path = "\(stage.directory)/status"
        try stage.write("1", path)
        let watch = stage.watch(path)
        #expect(Stage.text(watch) == "1")
        // Both are in the kernel's queue when the loop begins: only what is there now counts.
        try stage.write("2", path)
        try stage.write("3", path)
        try stage.write("0", "\(stage.directory)/other")
        stage.settle()
        #expect(stage.reports == ["3"])
    }

    @Test("A file that is written anew with the same content is no news")
    func ignoresSameContent() throws {
        let stage = try Stage("same")
        let path = "\(stage.directory)/status"
        try stage.write("7", path)
        let watch = stage.watch(path)
        try stage.write("7", path)
        stage.settle()
        #expect(stage.reports.isEmpty)
        #expect(Stage.text(watch) == "7")
    }

    @Test("A file that goes is reported, and found when it comes back")
    func followsRemoval() throws {
        let stage = try Stage("removal")
        let path = "\(stage.directory)/status"
        try stage.write("1", path)
        let watch = stage.watch(path)
        Files.remove(path)
        stage.settle()
        #expect(stage.reports == ["-"])
        let second = try Stage("removal-2")
        let again = second.watch("\(second.directory)/status")
        #expect(Stage.text(again) == "-")
        try second.write("5", "\(second.directory)/status")
        second.settle()
        #expect(second.reports == ["5"])
        withExtendedLifetime(watch) {}
    }

    @Test("A file in directories that don't exist yet is found when all of them have come")
    func followsDirectories() throws {
        let stage = try Stage("directories")
        let watch = stage.watch("\(stage.directory)/a/b/status")
        #expect(Stage.text(watch) == "-")
        try Files.makeDirectory("\(stage.directory)/a/b")
        try stage.write("9", "\(stage.directory)/a/b/status")
        stage.settle()
        #expect(stage.reports == ["9"])
    }

    @Test("A directory that is removed and made again is followed again")
    func followsNewDirectory() throws {
        let stage = try Stage("again")
        let directory = "\(stage.directory)/a"
        try Files.makeDirectory(directory)
        try stage.write("1", "\(directory)/status")
        let watch = stage.watch("\(directory)/status")
        Files.remove("\(directory)/status")
        Files.removeDirectory(directory)
        try Files.makeDirectory(directory)
        try stage.write("2", "\(directory)/status")
        stage.settle()
        #expect(stage.reports == ["2"])
        #expect(Stage.text(watch) == "2")
    }

    @Test("Two watches of one file hear of it both; one that is given up hears nothing more")
    func sharesDirectories() throws {
        let stage = try Stage("shared")
        let path = "\(stage.directory)/status"
        let first = stage.watch(path)
        var second: FileWatch? = stage.watch(path)
        withExtendedLifetime(second) {}
        second = nil
        try stage.write("4", path)
        stage.settle()
        #expect(stage.reports == ["4"])
        withExtendedLifetime(first) {}
    }

    @Test("A file behind links is followed, whatever link on the way is changed")
    func followsLinks() throws {
        let stage = try Stage("links")
        for name in ["one", "two"] {
            try Files.makeDirectory("\(stage.directory)/\(name)")
            try stage.write(name, "\(stage.directory)/\(name)/status")
        }
        // As Kubernetes puts files into containers.
        #expect(symlink("one", "\(stage.directory)/current") == 0)
        #expect(symlink("current/status", "\(stage.directory)/status") == 0)
        let watch = stage.watch("\(stage.directory)/status")
        #expect(Stage.text(watch) == "one")
        #expect(symlink("two", "\(stage.directory)/next") == 0)
        #expect(rename("\(stage.directory)/next", "\(stage.directory)/current") == 0)
        stage.settle()
        #expect(stage.reports == ["two"])
    }

    @Test("What is written behind a link is seen")
    func followsTargets() throws {
        let stage = try Stage("targets")
        try Files.makeDirectory("\(stage.directory)/one")
        try stage.write("1", "\(stage.directory)/one/status")
        #expect(symlink("one/status", "\(stage.directory)/status") == 0)
        let watch = stage.watch("\(stage.directory)/status")
        try stage.write("2", "\(stage.directory)/one/status")
        stage.settle()
        #expect(stage.reports == ["2"])
        withExtendedLifetime(watch) {}
    }

    @Test("Only the beginning of a file counts, and what is no regular file can't be read")
    func boundsReading() throws {
        let stage = try Stage("bounds")
        try Files.replace("\(stage.directory)/long", with: [UInt8](repeating: UInt8(ascii: "1"), count: 1_000_000))
        let long = stage.watch("\(stage.directory)/long")
        #expect(try long.content.get().count == 128)
        #expect(Stage.text(stage.watch(stage.directory)) == "-")
        #expect(Stage.text(stage.watch("/dev/zero")) == "-")
    }

    @Test("Many files that are written at once are each reported once, and what that costs grows with their number only")
    func manyFiles() throws {
        func work(_ count: Int) throws -> UInt64 {
            let stage = try Stage("many-\(count)")
            let paths = (0..<count).map { "\(stage.directory)/status\($0)" }
            for path in paths { try stage.write("1", path) }
            var watches = paths.map { stage.watch($0) }
            for path in paths { try stage.write("2", path) }
            for _ in 0..<100 where stage.reports.count < count { stage.settle() }
            #expect(stage.reports == Array(repeating: "2", count: count))
            let visited = stage.watcher.interests.visited
            watches.removeAll()
            #expect(stage.watcher.interests.isEmpty)
            return visited
        }
        let (few, many) = (try work(100), try work(400))
        #expect(many <= 5 * few, "\(few), \(many)")
    }

    @Test("A watch that is given up by another's report is left alone")
    func givenUpMeanwhile() throws {
        let stage = try Stage("meanwhile")
        var watches: [FileWatch] = []
        var reports = 0
        for name in 0..<8 {
            try stage.write("1", "\(stage.directory)/\(name)")
            watches.append(
                stage.watcher.watch("\(stage.directory)/\(name)") { _ in
                    reports += 1
                    watches.removeAll()
                })
        }
        for name in 0..<8 { try stage.write("2", "\(stage.directory)/\(name)") }
        stage.settle()
        #expect(reports == 1)
        #expect(stage.watcher.interests.isEmpty)
    }

    @Test("The steps to a path begin at the root")
    func steps() {
        let steps = FileWatcher.steps(to: "//run/app/status").map { "\($0.directory) \($0.name)" }
        #expect(steps == ["/ run", "/run app", "/run/app status"])
    }
}
