import Configuration
import ConfigurationLanguage
import HealthCheck
import Testing
import VirtualServers

@Suite("Checkers as text")
struct CheckerTextTests {
    @Test(
        "come back as they were",
        arguments: [
            """
            HTTP_GET {
                url {
                    path /
                    regex "a\\\\\\\\d\\\\x00 \\\\n'\\"#!{}$x ${y} \\\\\\\\x"
                    regex_no_match
                    regex_options utf caseless
                    regex_stack 5 6
                    regex_min_offset 7
                    regex_max_offset 8
                    method POST
                    header "A: \\"b\\" \\\\ c"
                    header B:1
                    body "\\\\xff\\\\0 {\\"a\\": '#'}\\\\\\\\x"
                }
                url {
                    path /b
                    regex a\\\\
                }
            }
            """,
            """
            SSL_GET {
                verify
                verify_name a.example
                ca "/a b"
                certificate /c
                key /d
                password "p q"
                url {
                    path /
                }
            }
            """,
            """
            TCP_CHECK {
                rise 3
                send "PING\\r\\n"
                expect "+PONG \\x00\\xff {"
                send QUIT
            }
            """,
            "AGENT_CHECK {\nconnect_port 7\nsend \"rs1\\n\"\nauxiliary\n}",
            "DNS_CHECK {\ntype MX\nname a.b\nanswer 10 m.a.b\nanswer n.a.b\ntcp_on_truncation off\n}",
            "DNS_CHECK {\nanswer \"v=spf1 \\xff x\"\ntype TXT\n}",
            "delay_loop 7\nFILE_CHECK {\ntrack_file \"f g\"\n}\n}\n}\ntrack_file \"f g\" {\nfile /run/f\nweight -2 reverse\n}\nvirtual_server 10.0.0.9 80 {\nreal_server 10.0.0.8 80 {",
            "DNS_CHECK {\ntype AAAA\nanswer 2001:db8::1\n}",
        ])
    func roundTrip(checker: String) throws {
        let reading = read(realServer(checker))
        #expect(reading.complaints.allSatisfy { $0.hasPrefix("default-") })
        #expect(reading.configuration.virtualServers.first?.realServers.first?.checks.count == 1)
        let again = Configuration.read(SourceSnapshot(path: "again", bytes: reading.configuration.encodedText))
        #expect(again.configuration == reading.configuration)
        #expect(again.complaints == [], "\(reading.configuration.text)")
    }
}
