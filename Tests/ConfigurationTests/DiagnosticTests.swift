import Configuration
import ConfigurationLanguage
import Testing

@Suite("Mistakes as the operator sees them")
struct DiagnosticTests {
    @Test("a misspelt keyword")
    func misspelt() {
        #expect(
            rendered(
                "virtual_server 10.0.0.1 80 {\n    lb_algo rr\n    lb_kind DR\n    protocol TCP\n    real_server 10.0.1.1 80 {\n\tweigth 1\n    }\n}\n"
            ) == """
                lvsd.conf:6:2: error: unknown keyword `weigth` in `real_server` [unknown-keyword]
                    \tweigth 1
                    \t^~~~~~
                    hint: did you mean `weight`?

                """)
    }

    @Test("a number out of its range, and none at all")
    func numbers() {
        #expect(
            rendered(instance("priority 300\n    version two")) == """
                lvsd.conf:7:14: error: `300` is out of the range of `priority`: 1 to 255 [out-of-range]
                        priority 300
                                 ^~~
                lvsd.conf:8:13: error: `two` is not a whole number [invalid-number]
                        version two
                                ^~~
                    hint: `version` takes 2 to 3

                """)
    }

    @Test("a bad address, and what is wrong in the block that is left out for it")
    func address() {
        #expect(
            rendered("virtual_server 10.0.0.256 80 {\n  delay_loop x\n}\n") == """
                lvsd.conf:1:16: error: `10.0.0.256` is not an IP address [invalid-address]
                    virtual_server 10.0.0.256 80 {
                                   ^~~~~~~~~~
                lvsd.conf:2:14: error: `x` is not a number of seconds [invalid-number]
                      delay_loop x
                                 ^
                    hint: `delay_loop` takes 0.000001 to 4294967295, with up to six decimals

                """)
    }

    @Test("a missing closing brace is shown at the opening one")
    func missingClosingBrace() {
        #expect(
            rendered(
                "vrrp_instance A {\n  interface eth0\n  virtual_router_id 1\n  virtual_ipaddress {\n    10.0.0.1\n  }\n\nglobal_defs {\n}\n"
            ) == """
                lvsd.conf:1:17: error: the block of `vrrp_instance` that begins here has no `}` [missing-closing-brace]
                    vrrp_instance A {
                                    ^

                """)
    }

    @Test("a missing opening brace is one mistake, and the block is read")
    func missingOpeningBrace() {
        let text =
            "vrrp_instance A {\n  interface eth0\n  virtual_router_id 1\n  authentication\n    auth_type PASS\n    auth_pass 1\n  }\n  virtual_ipaddress {\n    10.0.0.1\n  }\n}\n"
        #expect(
            rendered(text) == """
                lvsd.conf:4:3: error: `{` is missing behind `authentication` [missing-opening-brace]
                      authentication
                      ^~~~~~~~~~~~~~

                """)
        #expect(read(text).configuration.vrrpInstances.first?.virtualAddresses.count == 1)
    }

    @Test("a second instance with the same VRID names the first")
    func related() {
        #expect(
            rendered(instance("") + instance("", name: "B", address: "10.0.0.2")) == """
                lvsd.conf:11:23: error: virtual_router_id 51 is already taken on eth0; the instance `B` is left out [vrid-conflict]
                        virtual_router_id 51
                                          ^~
                    lvsd.conf:3:23: by `VI_1`

                """)
    }

    @Test("what is not built yet is said once, with its consequence")
    func notYet() {
        let text = realServer("snmp_name a\nsnmp_name b")
        #expect(
            rendered(text) == """
                lvsd.conf:7:5: notice: `snmp_name` is not supported yet: there is no SNMP (2 times in the file) [not-supported-yet]
                        snmp_name a
                        ^~~~~~~~~

                """)
    }

    @Test(
        "mistakes seen in real files get a useful hint",
        arguments: [
            ("priority=100", "write a space instead of `=`"),
            ("priority100", "a space is missing behind `priority`"),
            ("preempt;", "leave out the `;`"),
            ("prioritty 100", "did you mean `priority`?"),
            ("Priority 100", "did you mean `priority`?"),
            ("virtual_rotuer_id 3", "did you mean `virtual_router_id`?"),
            ("delay_loop 6", "`delay_loop` belongs into `virtual_server`"),
            ("vrrp_strict", "`vrrp_strict` belongs into `global_defs`"),
        ])
    func hints(line: String, hint: String) {
        let reading = read(instance(line))
        #expect(reading.complaints == ["unknown-keyword"])
        #expect(reading.diagnostics.first?.hint == hint)
    }

    @Test(
        "a keyword without its value, with too many values, without its block, with a block that it doesn't have",
        arguments: [
            ("priority", "missing-value"), ("priority 100 200", "extra-value"), ("authentication", "missing-block"),
            ("priority 100 {\n}", "unexpected-block"),
        ])
    func shapes(line: String, code: String) {
        let reading = read(instance(line))
        #expect(reading.complaints == [code])
        #expect(reading.configuration.vrrpInstances.count == 1)
    }

    @Test("an unknown block is one mistake whatever it holds")
    func unknownBlock() {
        let reading = read("cluster X {\n  anything goes\n  deeper {\n    and deeper\n  }\n}\n" + instance(""))
        #expect(reading.complaints == ["unknown-keyword"])
        #expect(reading.configuration.vrrpInstances.count == 1)
    }

    @Test("a `}` too many doesn't cost the blocks behind it")
    func extraBrace() {
        let reading = read(instance("") + "}\n" + realServer(""))
        #expect(reading.complaints == ["unexpected-closing-brace"])
        #expect(reading.configuration.virtualServers.count == 1)
    }

    @Test("a line of addresses has no block")
    func blockInList() {
        let reading = read(instance("", address: "10.0.0.1\n10.0.0.2 {\n10.0.0.3\n}"))
        #expect(reading.complaints == ["unexpected-block"])
        #expect(reading.configuration.vrrpInstances.first?.virtualAddresses.count == 1)
    }

    @Test("thousands of warnings don't hide an error, nor do thousands of errors take long")
    func manyMessages() {
        let warnings = String(repeating: "priority 100 200\n", count: 3_000)
        #expect(read(instance(warnings)).outcome == .clean)
        #expect(read(instance(warnings + "nonsense\n")).outcome == .usableWithErrors)
        let errors = read(instance((0..<100_000).map { "priorit\($0)" }.joined(separator: "\n")))
        #expect(errors.diagnostics.count == DiagnosticList.maximumCount)
    }

    @Test("the outcome says how far a file can be used")
    func outcome() {
        #expect(read("").outcome == .clean)
        #expect(read(instance("")).outcome == .clean)
        #expect(read(instance("garp_extra_if 3")).outcome == .clean)
        #expect(read(instance("nonsense")).outcome == .usableWithErrors)
        #expect(read("include /etc/lvsd/conf.d/*.conf").outcome == .usableWithErrors)
        let utf16 = SourceSnapshot(path: "a", bytes: [0xFE, 0xFF, 0, 0x61])
        #expect(Configuration.read(utf16).outcome == .unusable)
    }
}
