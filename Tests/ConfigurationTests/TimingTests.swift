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

    @Test("equal is no mistake, and what counts is the checker's own timing")
    func equal() {
        #expect(read(realServer("TCP_CHECK {\nconnect_timeout 3\n}", "delay_loop 3")).complaints == [])
        #expect(read(realServer("TCP_CHECK {\ndelay_loop 10\n}", "delay_loop 3")).complaints == [])
        #expect(read(realServer("TCP_CHECK {\n}", "connect_timeout 61")).complaints == ["timeout-longer-than-loop"])
    }
}
