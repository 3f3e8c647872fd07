import HealthCheck
import Testing

@Suite("Log lines of checkers read as keepalived's")
struct CheckEventTests {
    private func text(_ event: CheckEvent) -> String {
        event.text(service: "[172.17.1.152]:tcp:80", virtualServer: "[172.17.1.160]:tcp:80")
    }

    @Test(
        "word for word where keepalived has the line",
        arguments: [
            (.activated, "Activating healthchecker for service [172.17.1.152]:tcp:80 for VS [172.17.1.160]:tcp:80"),
            (.succeeded(.tcp), "TCP connection to [172.17.1.152]:tcp:80 success."),
            (.succeeded(.http), "Remote Web server [172.17.1.152]:tcp:80 succeed on service."),
            (.succeeded(.ping), "ICMP connection to [172.17.1.152]:tcp:80 success."),
            (.failed(.tcp, retries: 0), "TCP_CHECK on service [172.17.1.152]:tcp:80 failed."),
            (.failed(.tcp, retries: 3), "TCP_CHECK on service [172.17.1.152]:tcp:80 failed after 3 retries."),
            (.failed(.http, retries: 0), "HTTP_CHECK on service [172.17.1.152]:tcp:80 failed."),
            (.failed(.http, retries: 2), "HTTP_CHECK on service [172.17.1.152]:tcp:80 failed after 2 retries."),
            (.failed(.ping, retries: 0), "ICMP CHECK on service [172.17.1.152]:tcp:80 failed."),
            (
                .failed(.ping, retries: 1),
                "ICMP CHECK on service [172.17.1.152]:tcp:80 of [172.17.1.160]:tcp:80 failed after 1 retries."
            ),
            (.urlSucceeded(path: "/a", byDigest: false), "HTTP status code success to [172.17.1.152]:tcp:80 url(/a)"),
            (.urlSucceeded(path: "/a", byDigest: true), "MD5 digest success to [172.17.1.152]:tcp:80 url(/a)"),
            (
                .succeeded(.script(program: "/x/check")),
                "Misc check for [[172.17.1.152]:tcp:80 VS [172.17.1.160]:tcp:80] by [/x/check] succeeded."
            ),
            (
                .attemptFailed(.script(program: "/x/check"), .scriptTimeout, path: nil),
                "Misc check for [[172.17.1.152]:tcp:80 VS [172.17.1.160]:tcp:80] by [/x/check] timed out."
            ),
            (
                .attemptFailed(.script(program: "/x/check"), .scriptStatus(1), path: nil),
                "Misc check for [[172.17.1.152]:tcp:80 VS [172.17.1.160]:tcp:80] by [/x/check] failed (exited with status 1)."
            ),
            (.succeeded(.smtp), "Remote SMTP server [172.17.1.152]:tcp:80 succeed on service."),
            (.attemptFailed(.smtp, .connectTimeout, path: nil), "SMTP_CHECK Connection timeout to server [172.17.1.152]:tcp:80"),
            (.succeeded(.udp), "UDP connection to [172.17.1.152]:tcp:80 success."),
            (.failed(.udp, retries: 0), "UDP_CHECK on service [172.17.1.152]:tcp:80 failed."),
            (.failed(.udp, retries: 2), "UDP_CHECK on service [172.17.1.152]:tcp:80 failed after 2 retries."),
            (.attemptFailed(.dns, .answerTimeout, path: nil), "DNS_CHECK ([172.17.1.152]:tcp:80) read timeout from socket."),
            (
                .attemptFailed(.dns, .nameServerError(2), path: nil),
                "DNS_CHECK ([172.17.1.152]:tcp:80) read error occurred. (rcode = 2)"
            ),
            (.attemptFailed(.tcp, .connectTimeout, path: nil), "TCP connection to [172.17.1.152]:tcp:80 timeout."),
            (.attemptFailed(.http, .answerTimeout, path: "/a"), "Timeout WEB read server [172.17.1.152]:tcp:80."),
            (.attemptFailed(.ping, .answerTimeout, path: nil), "ICMP connection to address [172.17.1.152]:tcp:80 timeout."),
        ] as [(CheckEvent, String)])
    func keepalivedLines(event: CheckEvent, line: String) {
        #expect(text(event) == line)
    }

    @Test("with the reason where keepalived has none")
    func reasons() {
        #expect(
            text(.attemptFailed(.tcp, .connectionRefused, path: nil))
                == "TCP connection to [172.17.1.152]:tcp:80 failed: connection refused.")
        #expect(
            text(.attemptFailed(.http, .tlsFailure("x"), path: "/a"))
                == "SSL handshake/communication error connecting to server [172.17.1.152]:tcp:80: TLS: x.")
        #expect(
            text(.attemptFailed(.smtp, .badGreeting(554), path: nil))
                == "SMTP_CHECK Bad greeting banner from server [172.17.1.152]:tcp:80: greeted with 554")
        #expect(
            text(.attemptFailed(.smtp, .badHeloReply(550), path: nil))
                == "SMTP_CHECK Bad HELO response from server [172.17.1.152]:tcp:80: answered HELO with 550")
        #expect(
            text(.attemptFailed(.udp, .replyMismatch, path: nil))
                == "UDP check to [172.17.1.152]:tcp:80 reply data mismatch: the reply does not match.")
        #expect(
            text(.attemptFailed(.udp, .connectionRefused, path: nil))
                == "UDP connection to [172.17.1.152]:tcp:80 failed: connection refused.")
        #expect(
            text(.attemptFailed(.http, .unexpectedStatus(503), path: "/a"))
                == "HTTP status code error to server [172.17.1.152]:tcp:80: unexpected status 503, url(/a).")
        #expect(
            text(.attemptFailed(.http, .digestMismatch([0x0a, 0xff]), path: "/a"))
                == "MD5 digest error to server [172.17.1.152]:tcp:80: digest mismatch, got 0aff, url(/a).")
    }
}
