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
            text(.attemptFailed(.http, .unexpectedStatus(503), path: "/a"))
                == "HTTP status code error to server [172.17.1.152]:tcp:80: unexpected status 503, url(/a).")
        #expect(
            text(.attemptFailed(.http, .digestMismatch([0x0a, 0xff]), path: "/a"))
                == "MD5 digest error to server [172.17.1.152]:tcp:80: digest mismatch, got 0aff, url(/a).")
    }
}
