import Testing

@Suite("--signum, by which scripts ask for the number of a signal")
struct SignalNumberTests {
    /// glibc keeps 32 and 33 for itself, so that SIGRTMIN is 34 and SIGRTMAX 64.
    @Test("keepalived's names have keepalived's numbers", arguments: [
        ("STOP", 15), ("RELOAD", 1), ("DATA", 10), ("STATS", 12), ("STATS_CLEAR", 63), ("JSON", 36),
    ])
    func numbers(_ name: String, _ number: Int) throws {
        let run = try LVSD.run(["--signum=\(name)"])
        #expect(run.status == 0)
        #expect(run.output == "\(number)\n")
    }

    @Test("other names are refused, and the known ones are said")
    func refused() throws {
        let run = try LVSD.run(["--signum=stop"])
        #expect(run.status == 1)
        #expect(run.errors == "lvsd: --signum is one of DATA, JSON, RELOAD, STATS, STATS_CLEAR, STOP\n")
    }
}
