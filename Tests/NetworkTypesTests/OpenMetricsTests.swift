import NetworkTypes
import Testing

@Suite("OpenMetrics text")
struct OpenMetricsTests {
    private func text(_ write: (inout OpenMetricsText) -> Void) -> String {
        var text = OpenMetricsText()
        write(&text)
        return String(decoding: text.bytes, as: UTF8.self)
    }

    @Test("a family begins with its type, unit and help; counters end in _total")
    func family() {
        let family = OpenMetricsText.Family("lvsd_sent_bytes", .counter, unit: "bytes", "Bytes sent.")
        let lines = text {
            $0.begin(family)
            $0.sample(family, [("server", "10.0.0.1:80")], 7)
        }
        #expect(lines == """
            # TYPE lvsd_sent_bytes counter
            # UNIT lvsd_sent_bytes bytes
            # HELP lvsd_sent_bytes Bytes sent.
            lvsd_sent_bytes_total{server="10.0.0.1:80"} 7

            """)
    }

    @Test("quotes, backslashes and line feeds of labels are escaped, and nothing can forge a line")
    func escapes() {
        let family = OpenMetricsText.Family("x", .gauge, "h")
        #expect(text { $0.sample(family, [("a", "q\"b\\n\nc\rd")], true) } == "x{a=\"q\\\"b\\\\n\\nc?d\"} 1\n")
    }

    @Test("a histogram counts upwards, and its last bucket is its count")
    func histogram() {
        let family = OpenMetricsText.Family("t_seconds", .histogram, unit: "seconds", "h")
        var histogram = DurationHistogram()
        for duration in [Duration.microseconds(50), .milliseconds(3), .milliseconds(3), .seconds(100), .seconds(-1)] { histogram.count(duration) }
        let lines = text { $0.sample(family, [("kind", "k")], histogram) }.split(separator: "\n")
        #expect(lines.first == "t_seconds_bucket{kind=\"k\",le=\"0.0001\"} 2")
        #expect(lines.contains("t_seconds_bucket{kind=\"k\",le=\"0.005\"} 4"))
        #expect(lines.suffix(3) == ["t_seconds_bucket{kind=\"k\",le=\"+Inf\"} 5", "t_seconds_count{kind=\"k\"} 5", "t_seconds_sum{kind=\"k\"} 100.00605"])
    }

    @Test("durations are seconds with a point")
    func durations() {
        let family = OpenMetricsText.Family("t_seconds", .gauge, "h")
        #expect(text { $0.sample(family, [], .seconds(10)) } == "t_seconds 10.0\n")
        #expect(text { $0.sample(family, [], .milliseconds(250)) } == "t_seconds 0.25\n")
    }

    @Test("rough durations are for people", arguments: [
        (Duration.milliseconds(2149), "2.1 s"), (.seconds(75), "75 s"), (.seconds(1800), "30 min"), (.seconds(36_000), "10 h"), (.seconds(864_000), "10 d"),
        (.seconds(-5), "0.0 s"),
    ])
    func rough(duration: Duration, text: String) {
        #expect(duration.roughText == text)
    }
}
