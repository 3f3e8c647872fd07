import Configuration
import HealthCheck
import IPVSTable
import Testing
import VRRP
import VirtualServers

/// Mistakes that operators' files have, each with all that is said about it; what can be read is read.
@Suite("Mistakes seen in real files")
struct RealFileTests {
    @Test("a `}` too many")
    func extraClosingBrace() {
        let text = "global_defs {\n}\n}\n" + instance("")
        #expect(
            rendered(text) == """
                lvsd.conf:3:1: error: a `}` without an open block [unexpected-closing-brace]
                    }
                    ^

                """)
        #expect(read(text).configuration.vrrpInstances.count == 1)
    }

    @Test("a `{` that is missing")
    func missingOpeningBrace() {
        let text = "vrrp_instance VI_1\n    interface eth0\n    virtual_router_id 51\n    virtual_ipaddress {\n        10.0.0.1\n    }\n}\n"
        #expect(
            rendered(text) == """
                lvsd.conf:1:1: error: `{` is missing behind `vrrp_instance` [missing-opening-brace]
                    vrrp_instance VI_1
                    ^~~~~~~~~~~~~~~~~~

                """)
        #expect(read(text).configuration.vrrpInstances.count == 1)
    }

    @Test("the first line without its beginning, as copying leaves it")
    func truncatedFirstLine() {
        let text = "guration File for keepalived\n\n" + instance("")
        #expect(
            rendered(text) == """
                lvsd.conf:1:1: error: unknown keyword `guration` [unknown-keyword]
                    guration File for keepalived
                    ^~~~~~~~
                    hint: the first line looks as if its beginning were missing; a comment begins with `#` or `!`

                """)
        #expect(read(text).configuration.vrrpInstances.count == 1)
    }

    @Test("a block that nobody knows")
    func unknownBlock() {
        let text = "cluster web {\n    nodes 3\n    inner {\n        more\n    }\n}\n" + instance("")
        #expect(
            rendered(text) == """
                lvsd.conf:1:1: error: unknown keyword `cluster`; its block is left out [unknown-keyword]
                    cluster web {
                    ^~~~~~~

                """)
        #expect(read(text).configuration.vrrpInstances.count == 1)
    }

    @Test("`key=value`, and with spaces around the sign")
    func equalsSign() {
        #expect(
            rendered(instance("priority=90\n    advert_int = 2")) == """
                lvsd.conf:7:5: error: unknown keyword `priority=90` in `vrrp_instance` [unknown-keyword]
                        priority=90
                        ^~~~~~~~~~~
                    hint: write a space instead of `=`
                lvsd.conf:8:16: error: no `=` stands between a keyword and its value [invalid-value]
                        advert_int = 2
                                   ^
                    hint: leave it out

                """)
    }

    @Test("a `;` at the end of a statement")
    func semicolon() {
        #expect(
            rendered(instance("nopreempt;\n    priority 90;\n    advert_int 1;\n    mcast_src_ip 10.0.0.9;\n    state BACKUP;")) == """
                lvsd.conf:7:5: error: unknown keyword `nopreempt;` in `vrrp_instance` [unknown-keyword]
                        nopreempt;
                        ^~~~~~~~~~
                    hint: leave out the `;`
                lvsd.conf:8:14: error: `90;` is not a whole number [invalid-number]
                        priority 90;
                                 ^~~
                    hint: leave out the `;`
                lvsd.conf:9:16: error: `1;` is not a number of seconds [invalid-number]
                        advert_int 1;
                                   ^~
                    hint: leave out the `;`
                lvsd.conf:10:18: error: `10.0.0.9;` is not an IP address [invalid-address]
                        mcast_src_ip 10.0.0.9;
                                     ^~~~~~~~~
                    hint: leave out the `;`
                lvsd.conf:11:11: error: `BACKUP;` is no value for `state` [invalid-value]
                        state BACKUP;
                              ^~~~~~~
                    hint: leave out the `;`

                """)
    }

    @Test("no-break spaces as indentation are white space, and said once")
    func unusualSpaces() {
        let text = "vrrp_instance A {\n\u{A0}\u{A0}interface eth0\n\u{A0}\u{A0}virtual_router_id 1\n  virtual_ipaddress {\n    10.0.0.1\n  }\n}\n"
        #expect(
            rendered(text) == """
                lvsd.conf:2:1: warning: a space that isn't an ordinary one; it is read as white space [unusual-space]
                    \u{A0}\u{A0}interface eth0
                    ^
                    hint: such spaces come from web pages and word processors; replace them by ordinary ones

                """)
        #expect(read(text).configuration.vrrpInstances.count == 1)
    }

    @Test("letters behind a number")
    func lettersBehindNumber() {
        #expect(
            rendered(realServer("weight 3x", "delay_loop 6s")) == """
                lvsd.conf:5:16: error: `6s` is not a number of seconds [invalid-number]
                        delay_loop 6s
                                   ^~
                    hint: leave out `s`: the number is one of seconds
                lvsd.conf:7:12: error: `3x` is not a whole number [invalid-number]
                        weight 3x
                               ^~
                    hint: leave out `x`

                """)
    }

    @Test("`#` or `!` directly behind a value: the value counts")
    func gluedComment() {
        let text = instance("priority 90#backup\n    advert_int 2!slow")
        #expect(
            rendered(text) == """
                lvsd.conf:7:16: warning: a comment begins here, in the middle of a word [glued-comment]
                        priority 90#backup
                                   ^
                    hint: put a space before a comment; put quotes around a value that holds # or !
                lvsd.conf:8:17: warning: a comment begins here, in the middle of a word [glued-comment]
                        advert_int 2!slow
                                    ^
                    hint: put a space before a comment; put quotes around a value that holds # or !

                """)
        #expect(read(text).configuration.vrrpInstances.first?.parameters.priority == 90)
    }

    @Test("words of programs that grew out of keepalived")
    func forks() {
        let text =
            "local_address_group laddr {\n    10.0.0.9\n}\n"
            + virtualServer("lb_kind FNAT\n    syn_proxy\n    laddr_group_name laddr\n    real_server 10.0.1.1 80 {\n    }")
        #expect(
            rendered(text) == """
                lvsd.conf:1:1: error: `local_address_group` is a keyword of other programs than keepalived (DPVS, LVS with full NAT) [fork-keyword]
                    local_address_group laddr {
                    ^~~~~~~~~~~~~~~~~~~
                    hint: the kernel's IPVS has nothing like it; leave it out
                lvsd.conf:8:13: error: `FNAT` is no value for `lb_kind` [invalid-value]
                        lb_kind FNAT
                                ^~~~
                    hint: that is of other programs than keepalived (DPVS, LVS with full NAT); the kernel's IPVS has nothing like it
                lvsd.conf:9:5: error: `syn_proxy` is a keyword of other programs than keepalived (DPVS, LVS with full NAT) [fork-keyword]
                        syn_proxy
                        ^~~~~~~~~
                    hint: the kernel's IPVS has nothing like it; leave it out
                lvsd.conf:10:5: error: `laddr_group_name` is a keyword of other programs than keepalived (DPVS, LVS with full NAT) [fork-keyword]
                        laddr_group_name laddr
                        ^~~~~~~~~~~~~~~~
                    hint: the kernel's IPVS has nothing like it; leave it out

                """)
    }

    @Test("misspelt keywords")
    func misspelt() {
        #expect(
            rendered(realServer("weigth 1\n        TCP_CHECK {\n            connetc_port 80\n        }")) == """
                lvsd.conf:7:5: error: unknown keyword `weigth` in `real_server` [unknown-keyword]
                        weigth 1
                        ^~~~~~
                    hint: did you mean `weight`?
                lvsd.conf:9:13: error: unknown keyword `connetc_port` in `TCP_CHECK` [unknown-keyword]
                                connetc_port 80
                                ^~~~~~~~~~~~
                    hint: did you mean `connect_port`?

                """)
    }

    @Test("`state` with another value means BACKUP, as with keepalived")
    func state() {
        let text = instance("state master")
        #expect(
            rendered(text) == """
                lvsd.conf:7:11: error: `master` is no value for `state` [invalid-value]
                        state master
                              ^~~~~~
                    hint: expected: MASTER or BACKUP, in capitals; BACKUP is used

                """)
        #expect(read(text).configuration.vrrpInstances.first?.parameters.initialState == .backup)
        #expect(read(text).configuration.vrrpInstances.first?.parameters.priority == 100)
    }

    @Test("a keyword without its value")
    func missingValue() {
        let text = instance("priority\n    advert_int")
        #expect(
            rendered(text) == """
                lvsd.conf:7:5: error: `priority` needs a value [missing-value]
                        priority
                        ^~~~~~~~
                    hint: it is written `priority 1-255`
                lvsd.conf:8:5: error: `advert_int` needs a value [missing-value]
                        advert_int
                        ^~~~~~~~~~
                    hint: it is written `advert_int 0.01-255 s`

                """)
        #expect(read(text).configuration.vrrpInstances.count == 1)
    }

    @Test("old words get a notice, and take effect where their meaning is plain")
    func oldWords() {
        let text =
            "global_defs {\n    lvs_id OLD\n}\n"
            + virtualServer(
                "lb_kind dr\n    nat_mask 255.255.255.0\n    persistence_timeout 0\n    real_server 10.0.1.1 80 {\n        TCP_CHECK {\n            nb_get_retry 4\n        }\n    }"
            )
        #expect(
            rendered(text) == """
                lvsd.conf:2:5: notice: `lvs_id` is an old word here [obsolete-keyword]
                        lvs_id OLD
                        ^~~~~~
                    hint: write `router_id`
                lvsd.conf:8:13: notice: `dr` is read as DR [letter-case]
                        lb_kind dr
                                ^~
                    hint: keepalived takes it in capitals only
                lvsd.conf:9:5: notice: `nat_mask` has no effect: it belongs to kernels before 2.4 [no-effect]
                        nat_mask 255.255.255.0
                        ^~~~~~~~
                lvsd.conf:10:25: notice: `persistence_timeout 0` has no effect: a virtual server is not persistent unless it is told to be [no-effect]
                        persistence_timeout 0
                                            ^
                lvsd.conf:13:13: notice: `nb_get_retry` is an old word here [obsolete-keyword]
                                nb_get_retry 4
                                ^~~~~~~~~~~~
                    hint: write `retry`

                """)
        let reading = read(text)
        #expect(reading.outcome == .clean)
        #expect(reading.configuration.global.routerID == "OLD")
        let server = reading.configuration.virtualServers.first
        #expect(server?.settings.persistenceTimeout == 0 && server?.settings.flags == [])
        #expect(server?.realServers.first?.settings.forwarding == .directRouting)
        #expect(server?.realServers.first?.checks.first?.timing.retries == 4)
    }

    @Test("comments of other languages")
    func comments() {
        #expect(
            rendered("// one\n; two\n/* three */\n") == """
                lvsd.conf:1:1: error: unknown keyword `//` [unknown-keyword]
                    // one
                    ^~
                    hint: a comment begins with `#` or `!`
                lvsd.conf:2:1: error: unknown keyword `;` [unknown-keyword]
                    ; two
                    ^
                    hint: a comment begins with `#` or `!`
                lvsd.conf:3:1: error: unknown keyword `/*` [unknown-keyword]
                    /* three */
                    ^~
                    hint: a comment begins with `#` or `!`

                """)
    }

    @Test("colons, commas and typographic quotes")
    func marks() {
        #expect(
            rendered(instance("priority: 100\n    priority 100,\n    state “MASTER”")) == """
                lvsd.conf:7:5: error: unknown keyword `priority:` in `vrrp_instance` [unknown-keyword]
                        priority: 100
                        ^~~~~~~~~
                    hint: leave out the `:`
                lvsd.conf:8:14: error: `100,` is not a whole number [invalid-number]
                        priority 100,
                                 ^~~~
                    hint: leave out the `,`
                lvsd.conf:9:11: error: `“MASTER”` is no value for `state` [invalid-value]
                        state “MASTER”
                              ^~~~~~~~
                    hint: write plain quotes

                """)
    }

    @Test("an address with its port behind a colon, and a name instead of an address")
    func addresses() {
        #expect(
            rendered("virtual_server 10.0.0.1:80 {\n}\nvirtual_server www.example.com 80 {\n}\n") == """
                lvsd.conf:1:16: error: `10.0.0.1:80` is not an IP address [invalid-address]
                    virtual_server 10.0.0.1:80 {
                                   ^~~~~~~~~~~
                    hint: write a space before the port instead of `:`
                lvsd.conf:3:16: error: `www.example.com` is not an IP address [invalid-address]
                    virtual_server www.example.com 80 {
                                   ^~~~~~~~~~~~~~~
                    hint: names are not looked up: write an address

                """)
    }

    @Test("no line feed at the end")
    func noFinalLineFeed() {
        let text = String(instance("priority 90").dropLast())
        #expect(rendered(text) == "")
        #expect(read(text).configuration.vrrpInstances.first?.parameters.priority == 90)
    }
}
