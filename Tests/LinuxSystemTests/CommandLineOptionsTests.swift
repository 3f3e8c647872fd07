import LinuxSystem
import Testing

@Suite("Command line")
struct CommandLineOptionsTests {
    private static let known: [CommandLineOptions.Option] = [
        .init("use-file", "f", .required), .init("dont-fork", "n"), .init("log-detail", "D"), .init("config-test", "t", .optional),
        .init("runtime-dir", nil, .required),
    ]

    /// The C library keeps its place between calls, so all cases stand in one process-wide order.
    @Test("Letters cluster, long names abbreviate, optional arguments stick to their option")
    func parses() {
        let parsed = CommandLineOptions.parse(["lvsd", "-nDf", "a.conf", "--runtime=/run/x", "-t/tmp/log", "rest"], Self.known)
        #expect(parsed.options.map(\.name) == ["dont-fork", "log-detail", "use-file", "runtime-dir", "config-test"])
        #expect(parsed.options.map(\.argument) == [nil, nil, "a.conf", "/run/x", "/tmp/log"])
        #expect(parsed.operands == ["rest"])
        #expect(!parsed.hasErrors)
    }
}
