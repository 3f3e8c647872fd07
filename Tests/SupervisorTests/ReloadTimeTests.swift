import Configuration
import ControlProtocol
import LinuxSystem
import Testing

@testable import Supervisor

@Suite("The time that reload_time_file names")
struct ReloadTimeTests {
    /// 2026-11-21 20:30:00 UTC, a Saturday.
    private let now: Int64 = 1_795_293_000
    private let calendar = SystemCalendar()

    private func next(_ text: String) -> Int64? {
        ReloadTime(text.utf8)?.next(after: now, calendar)
    }

    @Test("a time without a date is the next one of its kind", arguments: [
        ("20:30:01Z", 1), ("23:59:59Z", 12_599), ("20:30:00Z", 86_400), ("00:00:00Z\nmore", 12_600), ("20:29:59Z", 86_399),
    ])
    func daily(_ text: String, _ later: Int64) {
        #expect(next(text) == now + later)
    }

    @Test("with a date it is one moment, that may have gone by", arguments: [
        ("2026-11-21 20:30:01Z", 1), ("26-11-22 20:30:00Z", 86_400), ("2027-01-01 00:00:00Z", 3_468_600), ("2026-11-21 20:30:00Z", nil), ("2020-01-01 00:00:00Z", nil),
    ] as [(String, Int64?)])
    func dated(_ text: String, _ later: Int64?) {
        #expect(next(text) == later.map { now + $0 })
    }

    @Test("the last day of a month is followed by the first of the next")
    func monthsEnd() {
        // 2026-11-30 20:30:00 UTC.
        let end: Int64 = now + 9 * 86_400
        #expect(ReloadTime("20:00:00Z".utf8)?.next(after: end, calendar) == end + 84_600)
    }

    @Test("anything else is no time", arguments: [
        "", " 20:30:00", "20:30:00 ", "20:30", "24:00:00", "20:60:00", "20:30:60", "2026-11-21  20:30:00", "2026-13-01 00:00:00", "2026-11-32 00:00:00", "2026-00-10 00:00:00",
        "202-11-21 20:30:00", "2026/11/21 20:30:00", "20:30:00z", "2:30:00", "٢٠:٣٠:٠٠", "20:30:00ZZ", "-1:00:00", "2026-11-21T20:30:00Z", "2026-11-21 20:30:00 Z",
    ])
    func refused(_ text: String) {
        #expect(ReloadTime(text.utf8) == nil)
    }

    @Test("the machine's own time is meant where no Z says otherwise")
    func local() throws {
        let time = try #require(ReloadTime("12:00:00".utf8)?.next(after: now, calendar))
        #expect(time > now && time <= now + 90_000)
        #expect(SystemClock.localTime(Double(time)).hasSuffix("12:00:00.000"))
    }
}

@Suite("Files that a configuration was read from")
struct FileVersionsTests {
    @Test("what is written reads back, and a path may have spaces")
    func text() {
        var versions = FileVersions()
        versions.entries = [.init(path: "/a b", version: [1, 2]), .init(path: "/c", version: nil), .init(path: "/d", version: [3, 4], isDirectory: true)]
        #expect(FileVersions(versions.text) == versions)
        #expect(FileVersions("file x,y /a\nsomething else\nfile 1 /b\n").entries == [.init(path: "/b", version: [1])])
    }

    @Test("a file that is written, removed or comes, and a name that comes into a directory, are seen")
    func current() throws {
        let directory = "/tmp/lvsd-versions-\(CurrentProcess.identifier)"
        try Files.makeDirectory(directory)
        defer {
            for name in ["one", "two"] { Files.remove(directory + "/" + name) }
            Files.removeDirectory(directory)
        }
        let one = directory + "/one"
        try Files.replace(one, with: [1])
        func record() -> FileVersions {
            let recorder = FileVersionRecorder()
            recorder.note(file: one)
            recorder.note(file: directory + "/two")
            recorder.note(directory: directory, names: Files.names(in: directory, limit: 10))
            return recorder.versions
        }
        var versions = record()
        #expect(versions.isCurrent && FileVersions(versions.text).isCurrent)
        try Files.replace(one, with: [1, 2])
        #expect(!versions.isCurrent)
        versions = record()
        try Files.replace(directory + "/two", with: [])
        #expect(!versions.isCurrent)
        versions.entries.removeAll { !$0.isDirectory }
        #expect(!versions.isCurrent)
        versions = record()
        Files.remove(one)
        #expect(!versions.isCurrent)
    }
}

@Suite("Where the files of a daemon stand")
struct DaemonPlacesTests {
    private func places(_ change: (inout SupervisorOptions, inout DaemonSettings) -> Void = { _, _ in }) -> DaemonPlaces {
        var options = SupervisorOptions(configurationPath: "/etc/x")
        var settings = DaemonSettings()
        change(&options, &settings)
        return DaemonPlaces(options, settings.daemon)
    }

    @Test("in the runtime directory, as long as nothing sets this daemon apart")
    func ordinary() {
        let ordinary = places()
        #expect(ordinary.runtimeDirectory == "/run/lvsd" && ordinary.pidFile == "/run/lvsd/lvsd.pid" && ordinary.pidFile(of: .check) == "/run/lvsd/checkers.pid")
        #expect(ordinary.reloadFile(.standard) == "/run/lvsd/keepalived.reload" && ordinary.reloadFile(.path("/a")) == "/a")
    }

    @Test("an instance and a namespace have a directory of their own, and process numbers where keepalived has them")
    func distinct() {
        let both = places { $1.daemon.networkNamespace = "ns"; $1.daemon.instance = "in" }
        #expect(both.runtimeDirectory == "/run/lvsd/ns_in" && both.pidFile == "/run/keepalived/ns/keepalived_in.pid")
        #expect(both.pidFile(of: .vrrp) == "/run/keepalived/ns/vrrp_in.pid" && both.pidDirectory == "/run/keepalived/ns")
        #expect(places { $1.daemon.usesPIDDirectory = true }.pidFile(of: .check) == "/run/keepalived/checkers.pid")
        #expect(places { $1.daemon.instance = "in" }.pidFile == "/run/keepalived/keepalived_in.pid")
    }

    @Test("the command line has the last word")
    func given() {
        let given = places { $0.runtimeDirectory = "/run/mine"; $0.hasGivenRuntimeDirectory = true; $0.pidFile = "/x.pid"; $1.daemon.instance = "in" }
        #expect(given.runtimeDirectory == "/run/mine" && given.pidFile == "/x.pid" && given.pidFile(of: .vrrp) == "/run/keepalived/vrrp_in.pid")
    }
}
