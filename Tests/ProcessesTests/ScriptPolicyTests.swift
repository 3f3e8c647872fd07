import EventLoop
import Glibc
import LinuxSystem
import NetworkTypes
import Processes
import Testing

@Suite("Script security")
struct ScriptPolicyTests {
    /// A directory with a script in it, as safe as the user of the tests can make it.
    private final class Place {
        let directory: String
        let script: String

        init(_ name: String) throws {
            directory = "/dev/shm/lvsd-security-\(CurrentProcess.identifier)-\(name)"
            script = directory + "/script"
            try Files.makeDirectory(directory)
            try Files.replace(script, with: Array("#!/bin/sh\nid -G > \(directory)/groups\n".utf8), mode: 0o755)
        }

        deinit {
            for name in Files.names(in: directory, limit: 100) { Files.remove("\(directory)/\(name)") }
            Files.removeDirectory(directory)
        }
    }

    @Test("a path of root's that nobody else may write to has no weakness")
    func safe() {
        #expect(PathSecurity.weakness(of: "/bin/sh") == nil)
    }

    @Test("the first part that somebody else can change is named: file, directory, or what a link leads to")
    func weaknesses() throws {
        let place = try Place("weak")
        if CurrentProcess.isRoot {
            #expect(PathSecurity.weakness(of: place.script) == nil, "/dev/shm has the sticky bit")
            chmod(place.script, 0o757)
            #expect(PathSecurity.weakness(of: place.script) == place.script)
            chmod(place.script, 0o755)
            chmod(place.directory, 0o777)
            #expect(PathSecurity.weakness(of: place.script) == place.directory)
            chmod(place.directory, 0o755)
            chown(place.script, 65534, 0)
            #expect(PathSecurity.weakness(of: place.script) == place.script)
        } else {
            #expect(PathSecurity.weakness(of: place.script) == place.directory)
        }
        let link = place.directory + "/link"
        #expect(symlink(place.script, link) == 0)
        #expect(PathSecurity.weakness(of: link) != nil)
    }

    @Test("who tests a configuration finds what anybody can change, a link to it too; a script of its own user's is that user's affair")
    func programs() throws {
        let place = try Place("program")
        let link = place.directory + "/link"
        #expect(symlink(place.script, link) == 0)
        if CurrentProcess.isRoot {
            #expect(ProgramFile(named: place.script)?.isWritableByOthers == false)
            chown(place.directory, 65533, 0)
            #expect(ProgramFile(named: place.script)?.isWritableByOthers == true)
            chown(place.script, 65533, 0)
        }
        for path in [place.script, link] { #expect(ProgramFile(named: path)?.isWritableByOthers == false) }
        chmod(place.script, 0o757)
        for path in [place.script, link] { #expect(ProgramFile(named: path)?.isWritableByOthers == true) }
        #expect(ProgramFile(named: "sh")?.isWritableByOthers == false && ProgramFile(named: "no-such-program") == nil)
        #expect(ProgramFile.path(of: "sh").map { PathSecurity.weakness(of: $0) } == .some(nil))
    }

    @Test("with security a script that runs as root is refused where others could change it, and runs where they couldn't", .enabled(if: CurrentProcess.isRoot))
    func refuses() throws {
        let place = try Place("refuses")
        let runner = ScriptRunner(try EventLoop())
        let command = ScriptCommand(words: [place.script], user: "root")
        chmod(place.script, 0o757)
        #expect(runner.obstacle(to: command) == nil, "without security")
        runner.policy.requiresSecurePaths = true
        #expect(runner.obstacle(to: command) == "Unsafe permissions found for script '\(place.script)' - disabling")
        #expect(throws: SystemError.self) { try runner.start(command) { _ in } }
        // It decides nothing that its user couldn't do anyway.
        #expect(runner.obstacle(to: ScriptCommand(words: [place.script], user: "nobody")) == nil)
        chmod(place.script, 0o755)
        #expect(runner.obstacle(to: command) == nil)
    }

    @Test(
        "with security nothing runs as root that doesn't say so",
        .enabled(if: CurrentProcess.isRoot && getpwnam("keepalived_script") == nil, "root runs as keepalived_script where there is one"))
    func needsUser() throws {
        let runner = ScriptRunner(try EventLoop())
        #expect(runner.obstacle(to: ScriptCommand(words: ["sh"])) == nil)
        runner.policy.requiresSecurePaths = true
        #expect(runner.obstacle(to: ScriptCommand(words: ["sh"]))?.contains("keepalived_script") == true)
        #expect(runner.obstacle(to: ScriptCommand(words: ["sh"], user: "root")) == nil)
    }

    @Test(
        "a script has its user's own group alone, and all of them where that is asked for", .enabled(if: CurrentProcess.isRoot),
        arguments: [false, true])
    func groups(all: Bool) throws {
        let place = try Place("groups-\(all)")
        var found = [gid_t](repeating: 0, count: 100)
        var count = Int32(100)
        let own = try #require(getgrnam("daemon")).pointee.gr_gid
        #expect(getgrouplist("root", own, &found, &count) > 0)
        let loop = try EventLoop()
        let runner = ScriptRunner(loop)
        runner.policy.setsSupplementaryGroups = all
        // Another group than the process's own, so that something is to be changed.
        try runner.start(ScriptCommand(words: [place.script], user: "root", group: "daemon")) { _ in loop.stop() }
        loop.run()
        let written = String(decoding: try Files.read(place.directory + "/groups", limit: 1000), as: UTF8.self)
        let groups = Set(written.split(whereSeparator: \.isWhitespace).compactMap { UInt32($0) })
        #expect(groups == (all ? Set(found.prefix(Int(count))) : [own]))
    }
}
