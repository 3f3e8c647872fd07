import Foundation
import Testing

@Suite("Flags of the log, and files that are given by name")
struct LogFlagTests {
    @Test("a value that isn't known is refused, and the known ones are said", arguments: [
        ("--log-facility=mail", "--log-facility is 0-7, local0-local7, user or daemon"),
        ("--log-level=loud", "--log-level is one of trace, debug, info, notice, warning, error, critical"),
        ("--log-format=xml", "--log-format is text or json"),
        ("--system-log=none-at-all", "--system-log is automatic, journal, syslog or none"),
        ("--log-debug=probes,sockets", "no such area: sockets; there are daemon, vrrp, advertisements, addresses, tracking, notification, check, probes, table, bfd, mail, control"),
        ("--umask=1000", "--umask is a number up to 0777, octal with a leading 0"),
        ("-u0o22", "--umask is a number up to 0777, octal with a leading 0"),
    ])
    func refused(_ flag: String, _ reason: String) throws {
        let run = try LVSD.run([flag])
        #expect(run.status == 1)
        #expect(run.errors == "lvsd: \(reason)\n")
    }

    @Test("keepalived's flags of the log are taken, with their letters and forms")
    func taken() throws {
        for flags in [["-Slocal3"], ["-S", "7"], ["-g"], ["-g/tmp/never.log"], ["--flush-log-file"], ["-l", "-D", "-G"], ["-u", "027"], ["--umask=0x12"]] {
            #expect(try LVSD.run(flags + ["--version"]).status == 0, "\(flags)")
        }
    }

    @Test("a device that is named as a file stays a device")
    func device() throws {
        let folder = try TemporaryFolder()
        let run = try LVSD.run(["-t/dev/null", "-f", try folder.write("bad.conf", "nonsense\n")])
        #expect(run.status == 5)
        let type = try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType
        #expect(type == .typeCharacterSpecial)
    }

    @Test("who asks a program whether it can take over, and leaves it nothing, gets a no")
    func takeover() throws {
        #expect(try LVSD.run(["--can-take-over"]).status == 3)
    }
}
