import Configuration
import ConfigurationLanguage
import Foundation
import Testing

@Suite("Legal but wrong: timing")
struct TimingTests {
    @Test("a check that may wait longer than the pause between two checks, once per virtual server")
    func timeout() {
        let text = virtualServer(
            """
            delay_loop 3
                real_server 10.0.1.1 80 {
                    TCP_CHECK {
                    }
                }
                real_server 10.0.1.2 80 {
                    TCP_CHECK {
                    }
                }
            """)
        #expect(
            rendered(text) == """
                lvsd.conf:7:9: warning: a check may wait 5 s (`connect_timeout`), longer than the 3 s between two checks (`delay_loop`) [timeout-longer-than-loop]
                            TCP_CHECK {
                            ^~~~~~~~~
                    hint: a dead server is found later than `delay_loop` says; make `connect_timeout` shorter

                """)
    }

    @Test("of a script's check its own time limit counts")
    func scriptCheck() {
        let lines = "MISC_CHECK {\nmisc_path /bin/true\n"
        #expect(read(realServer(lines + "}", "delay_loop 3")).complaints == [])
        let reading = read(realServer(lines + "misc_timeout 4\n}", "delay_loop 3"))
        #expect(reading.complaints == ["timeout-longer-than-loop"])
        #expect(reading.diagnostics.first?.message == "a check may wait 4 s (`misc_timeout`), longer than the 3 s between two checks (`delay_loop`)")
    }

    @Test("a vrrp_script may take longer than its interval, which is worth knowing")
    func script() {
        let text = "vrrp_script slow {\n    script /bin/true\n    interval 2\n    timeout 5\n}\n"
        #expect(
            rendered(text) == """
                lvsd.conf:1:13: notice: a run may take 5 s (`timeout`), longer than the `interval` of 2 s [timeout-longer-than-loop]
                    vrrp_script slow {
                                ^~~~
                    hint: no run begins before the last has ended

                """)
        #expect(rendered(text.replacingOccurrences(of: "timeout 5", with: "timeout 2")) == "")
    }

    @Test("equal is no mistake, and what counts is the checker's own timing")
    func equal() {
        #expect(read(realServer("TCP_CHECK {\nconnect_timeout 3\n}", "delay_loop 3")).complaints == [])
        #expect(read(realServer("TCP_CHECK {\ndelay_loop 10\n}", "delay_loop 3")).complaints == [])
        #expect(read(realServer("TCP_CHECK {\n}", "connect_timeout 61")).complaints == ["timeout-longer-than-loop"])
    }
}
