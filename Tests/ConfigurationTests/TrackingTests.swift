import Configuration
import ConfigurationLanguage
import NetworkTypes
import Testing
import VRRP

@Suite("vrrp_script and what tracks it")
struct TrackingConfigurationTests {
    private func script(_ lines: String) -> ScriptDefinition? {
        read("vrrp_script chk {\nscript \"killall -0 nginx\"\n\(lines)\n}\n").configuration.vrrpScripts.first
    }

    private func tracking(_ lines: String, before: String = "vrrp_script chk {\nscript /bin/true\nweight -5\n}\n") -> [Tracking] {
        read(before + instance(lines)).configuration.vrrpInstances.first?.parameters.tracking ?? []
    }

    @Test("defaults are keepalived's")
    func defaults() {
        #expect(script("") == ScriptDefinition(name: "chk", command: ScriptCommand(words: ["killall", "-0", "nginx"])))
        #expect(script("")?.longestRun == .seconds(1))
        #expect(script("interval 3")?.longestRun == .seconds(3))
    }

    @Test("all keywords")
    func keywords() {
        let all = script("interval 2\ntimeout 10\nweight -5 reverse\nrise 2\nfall 3\nuser nobody nogroup\ninit_fail")
        #expect(
            all
                == ScriptDefinition(
                    name: "chk", command: ScriptCommand(words: ["killall", "-0", "nginx"], user: "nobody", group: "nogroup"), interval: .seconds(2),
                    timeout: .seconds(10), rise: 2, fall: 3, weight: TrackingWeight(-5, reversed: true), beginsFailed: true))
        #expect(script("user nobody:nogroup")?.command.group == "nogroup")
        #expect(script("timeout 0")?.timeout == nil)
        #expect(script("weight +7")?.weight == TrackingWeight(7))
    }

    @Test("`script_user` is the default of `user`, wherever it stands")
    func user() {
        let reading = read("vrrp_script chk {\nscript /bin/true\n}\nvrrp_script other {\nscript /bin/true\nuser root\n}\nglobal_defs {\nscript_user nobody\n}\n")
        #expect(reading.configuration.vrrpScripts.map(\.command.user) == ["nobody", "root"])
    }

    @Test(
        "what is wrong with a script is said at its place",
        arguments: [
            ("script \"\"", "invalid-value"), ("weight 254", "out-of-range"), ("weight -254", "out-of-range"), ("weight x", "invalid-value"),
            ("weight 5 sideways", "invalid-value"), ("rise 0", "out-of-range"), ("interval 0", "out-of-range"), ("colour red", "unknown-keyword"),
        ])
    func mistakes(line: String, code: String) {
        #expect(read("vrrp_script chk {\nscript /bin/true\n\(line)\n}\n").complaints == [code])
    }

    @Test("a script without `script`, and a second one of the same name, are left out")
    func leftOut() {
        #expect(read("vrrp_script chk {\n}\n").complaints == ["missing-script"])
        let twice = read("vrrp_script chk {\nscript /bin/true\n}\nvrrp_script chk {\nscript /bin/false\n}\n")
        #expect(twice.complaints == ["duplicate-script"])
        #expect(twice.configuration.vrrpScripts.map(\.command.words) == [["/bin/true"]])
    }

    @Test("a script whose timeout is its interval is mentioned once, with the cure")
    func timeout() {
        let reading = read("vrrp_script a {\nscript /bin/true\ninterval 2\n}\nvrrp_script b {\nscript /bin/true\n}\n")
        #expect(reading.notices == ["script-timeout"])
        #expect(reading.diagnostics.first?.hint?.contains("`timeout`") == true)
        #expect(reading.outcome == .clean)
        #expect(read("vrrp_script a {\nscript /bin/true\ninterval 5\ntimeout 5\n}\n").notices == [])
    }

    @Test("an instance takes the script's weight unless it says another; the script may stand behind it in the file")
    func weights() {
        #expect(tracking("track_script {\nchk\n}") == [Tracking(.script("chk"), weight: TrackingWeight(-5))])
        #expect(tracking("track_script {\nchk weight 3 reverse\n}") == [Tracking(.script("chk"), weight: TrackingWeight(3, reversed: true))])
        let behind = read(instance("track_script {\nchk\n}") + "vrrp_script chk {\nscript /bin/true\n}\n")
        #expect(behind.configuration.vrrpInstances.first?.parameters.tracking.count == 1)
    }

    @Test("a reference with a weight of its own stays reversed as its block says, unless it says noreverse")
    func reversal() {
        func weights(_ line: String, _ block: String) -> [TrackingWeight] {
            let blocks = "vrrp_script t {\nscript /bin/true\n\(block)\n}\ntrack_file t {\nfile /run/t\n\(block)\n}\nvrrp_track_process t {\nprocess sh\n\(block)\n}\n"
                + "bfd_instance t {\nneighbor_ip 10.0.0.9\n\(block)\n}\n"
            let lists = ["track_script", "track_file", "track_process", "track_bfd"].map { "\($0) {\n\(line)\n}" }.joined(separator: "\n")
            let configuration = read(blocks + instance(lists)).configuration
            #expect(read(configuration.text).configuration == configuration)
            return Array(Set(configuration.vrrpInstances.first?.parameters.tracking.map(\.weight) ?? []))
        }
        #expect(weights("t weight -20", "weight -10 reverse") == [TrackingWeight(-20, reversed: true)])
        #expect(weights("t", "weight -10 reverse") == [TrackingWeight(-10, reversed: true)])
        #expect(weights("t weight -20 noreverse", "weight -10 reverse") == [TrackingWeight(-20)])
        #expect(weights("t weight -20", "weight -10") == [TrackingWeight(-20)])
        #expect(weights("t weight -20 reverse", "weight -10") == [TrackingWeight(-20, reversed: true)])
        #expect(tracking("track_interface {\neth1 weight -10 reverse\n}") == [Tracking(.interface("eth1"), weight: TrackingWeight(-10, reversed: true))])
    }

    @Test("interfaces are tracked too; the instance's own is tracked anyway")
    func interfaces() {
        #expect(tracking("track_interface {\neth1\neth2 weight -10\n}") == [
            Tracking(.interface("eth1"), weight: TrackingWeight(0)), Tracking(.interface("eth2"), weight: TrackingWeight(-10)),
        ])
        #expect(tracking("track_interface {\neth0\n}") == [])
        #expect(read(instance("track_interface {\neth0\n}")).complaints == [])
        #expect(read(instance("track_interface {\neth0 weight 5\n}")).complaints == ["duplicate-tracking"])
        #expect(tracking("dont_track_primary\ntrack_interface {\neth0 weight 5\n}").count == 1)
    }

    @Test(
        "a bad line is left out",
        arguments: [
            ("track_script {\nnosuch\n}", "unknown-script"), ("track_script {\nchk 5\n}", "invalid-value"), ("track_script {\nchk weight\n}", "invalid-value"),
            ("track_script {\nchk\nchk\n}", "duplicate-tracking"), ("track_interface {\na/b\n}", "invalid-value"),
        ])
    func badLines(lines: String, code: String) {
        #expect(read("vrrp_script chk {\nscript /bin/true\n}\n" + instance(lines)).complaints == [code])
    }

    @Test("commands with quotes, blanks and backslashes come back from the text as they were")
    func roundTrip() {
        var configuration = Configuration()
        configuration.vrrpScripts = [
            ["/bin/a b", "\"", "'", "\\", "", "c\td", "x#y!z{}", "$HOME", "检查"], ["killall", "-0", "nginx"], ["a\\\"b", "\\\\", "e\\"],
        ].enumerated().map { index, words in
            ScriptDefinition(name: "s\(index)", command: ScriptCommand(words: words, user: "nobody"), weight: TrackingWeight(0, reversed: true))
        }
        let again = Configuration.read(SourceSnapshot(path: "again", bytes: configuration.encodedText))
        #expect(again.configuration.vrrpScripts == configuration.vrrpScripts, "\(configuration.text)")
    }
}

@Suite("notify scripts")
struct NotificationConfigurationTests {
    private func scripts(_ lines: String) -> NotificationScripts? {
        read(instance(lines)).configuration.vrrpInstances.first?.notifications
    }

    @Test("a script with its arguments stands in one pair of quotes; user and group follow")
    func words() {
        #expect(scripts("notify_master \"/opt/a.sh b 'c d'\"")?.byState[.master] == ScriptCommand(words: ["/opt/a.sh", "b", "c d"]))
        #expect(scripts("notify_backup /opt/a.sh nobody nogroup")?.byState[.backup] == ScriptCommand(words: ["/opt/a.sh"], user: "nobody", group: "nogroup"))
        #expect(scripts("notify_fault /opt/f\nnotify_stop /opt/s\nnotify \"/opt/n x\"") == NotificationScripts(
            byState: [.fault: ScriptCommand(words: ["/opt/f"]), .stop: ScriptCommand(words: ["/opt/s"])], general: ScriptCommand(words: ["/opt/n", "x"])))
        #expect(scripts("") == NotificationScripts())
        #expect(read(instance("notify_master")).complaints == ["missing-value"])
    }

    @Test("they come back from the text as they were")
    func roundTrip() {
        let lines = "notify_master \"/opt/a.sh \\\"b c\\\"\" nobody nogroup\nnotify_stop /opt/s\nnotify \"/opt/n x\""
        let configuration = read(instance(lines)).configuration
        #expect(configuration.vrrpInstances.first?.notifications.byState[.master]?.words == ["/opt/a.sh", "b c"])
        #expect(Configuration.read(SourceSnapshot(path: "again", bytes: configuration.encodedText)).configuration == configuration)
    }
}

@Suite("smtp_alert")
struct MailConfigurationTests {
    private func sendsMail(_ lines: String, global: String = "") -> Bool? {
        read("global_defs {\n\(global)\n}\n" + instance(lines)).configuration.vrrpInstances.first?.sendsMail
    }

    @Test("an instance follows smtp_alert_vrrp, that follows smtp_alert, and without any there is no mail")
    func inheritance() {
        #expect(sendsMail("") == false)
        #expect(sendsMail("smtp_alert") == true)
        #expect(sendsMail("", global: "smtp_alert") == true)
        #expect(sendsMail("", global: "smtp_alert\nsmtp_alert_vrrp off") == false)
        #expect(sendsMail("smtp_alert off", global: "smtp_alert_vrrp") == false)
    }
}
