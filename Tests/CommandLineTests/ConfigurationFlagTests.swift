import Foundation
import Testing

@Suite("lvsd -t, --print-config and --strict-config")
struct ConfigurationFlagTests {
    private let folder: TemporaryFolder
    private static let good = """
        vrrp_instance A {
            interface lo
            virtual_router_id 1
            virtual_ipaddress {
                127.0.0.9
            }
        }

        """

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("a file without mistakes: nothing is said, and the status is 0")
    func clean() throws {
        let run = try LVSD.run(["-t", "-f", try folder.write("good.conf", Self.good)])
        #expect(run.status == 0)
        #expect(run.errors == "" && run.output == "")
    }

    @Test("a file with mistakes: status 5, the mistakes on standard error, without colours where that is no terminal")
    func mistakes() throws {
        let path = try folder.write("bad.conf", Self.good + "nonsense\n")
        let run = try LVSD.run(["-t", "-f", path])
        #expect(run.status == 5)
        #expect(run.errors == "\(path):8:1: error: unknown keyword `nonsense` [unknown-keyword]\n    nonsense\n    ^~~~~~~~\n")
        #expect(run.output == "")
    }

    @Test("on a terminal the mistakes are in colours, unless that is turned off")
    func colours() throws {
        let path = try folder.write("bad.conf", "nonsense\n")
        func said(_ environment: String) throws -> String {
            // script(1) makes a terminal.
            let command = "env -u NO_COLOR \(environment) '\(LVSD.program.path)' -t -f '\(path)'"
            let run = try LVSD.run(["-qec", command, "/dev/null"], program: URL(filePath: "/usr/bin/script"))
            #expect(run.status == 5)
            return run.output
        }
        #expect(try said("TERM=xterm").contains("\u{1B}[1;31merror:\u{1B}[0m unknown keyword"))
        #expect(try !said("TERM=dumb").contains("\u{1B}"))
        #expect(try !said("TERM=xterm NO_COLOR=1").contains("\u{1B}"))
    }

    @Test("--config-test=FILE: the mistakes go into the file")
    func file() throws {
        let path = try folder.write("bad.conf", "nonsense\n")
        let output = folder.url.appending(path: "out").path
        let run = try LVSD.run(["--config-test=\(output)", "-f", path])
        #expect(run.status == 5 && run.errors == "" && run.output == "")
        #expect(String(decoding: try Data(contentsOf: URL(filePath: output)), as: UTF8.self).hasPrefix("\(path):1:1: error: unknown"))
    }

    @Test("--format json: one object on standard output, whether there are mistakes, none, or no file")
    func json() throws {
        func found(_ path: String) throws -> (Int32, [[String: Any]]) {
            let run = try LVSD.run(["-t", "--format", "json", "-f", path])
            let object = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
            #expect(run.errors == "")
            return (run.status, try #require(object["diagnostics"] as? [[String: Any]]))
        }
        let bad = try found(try folder.write("bad.conf", "\n nonsense\n"))
        #expect(bad.0 == 5)
        #expect(bad.1.count == 1)
        #expect(bad.1.first?["code"] as? String == "unknown-keyword")
        #expect(bad.1.first?["line"] as? Int == 2 && bad.1.first?["column"] as? Int == 2)
        let good = try found(try folder.write("good.conf", Self.good))
        #expect(good.0 == 0 && good.1.isEmpty)
        let missing = try found(folder.url.appending(path: "none").path)
        #expect(missing.0 == 4)
        #expect(missing.1.first?["code"] as? String == "unreadable-file")
        #expect(try LVSD.run(["-t", "--format", "xml"]).status == 1)
    }

    @Test("a file that can't be read: status 4 and the reason")
    func unreadable() throws {
        let path = folder.url.appending(path: "none").path
        let run = try LVSD.run(["-t", "-f", path])
        #expect(run.status == 4)
        #expect(run.errors == "\(path): error: No such file or directory [unreadable-file]\n")
    }

    @Test("this machine is looked at: an interface that isn't there is a warning, not an error")
    func machine() throws {
        let path = try folder.write("other.conf", Self.good.replacingOccurrences(of: "interface lo", with: "interface nosuch0"))
        let run = try LVSD.run(["-t", "-f", path])
        #expect(run.status == 0)
        #expect(run.errors.contains(":2:15: warning: the interface `nosuch0` doesn't exist on this machine [interface-not-found]\n"))
    }

    @Test("--print-config prints a file that means the same")
    func print() throws {
        let first = try LVSD.run(["--print-config", "-f", try folder.write("a.conf", Self.good)])
        #expect(first.status == 0 && first.errors == "")
        #expect(first.output.contains("    priority 100\n"))
        let second = try LVSD.run(["--print-config", "-f", try folder.write("b.conf", first.output)])
        #expect(second.status == 0)
        #expect(second.output == first.output)
    }

    @Test("--print-config of a file with a mistake prints what counts, says what doesn't, and ends as -t ends")
    func printWithMistakes() throws {
        let run = try LVSD.run(["--print-config", "-f", try folder.write("a.conf", Self.good + "nonsense\n")])
        #expect(run.status == 5)
        #expect(run.output.contains("vrrp_instance A {"))
        #expect(run.errors.contains("[unknown-keyword]"))
        #expect(try LVSD.run(["--print-config", "-f", folder.url.path + "/none"]).status == 4)
    }
}
