internal import ArgumentParser
internal import LinuxSystem
internal import NetworkTypes

struct Stats: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints counters of VRRP, BFD and traffic; those at zero only with --json.")
    @OptionGroup var options: ListOptions
    @Argument(help: "Of one object.") var name: String?

    func run() throws {
        try options.show("ListStatistics", "statistics", [("name", name)], ["OBJECT", "COUNTER", "VALUE#"], rows: CounterRows.rows(of:))
    }
}

struct Metrics: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints metrics in the OpenMetrics format.")
    @OptionGroup var global: GlobalOptions
    func run() throws { try global.printText(of: "GetMetrics") }
}

struct Dump: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints all that the daemon knows of itself, for a report.")
    @OptionGroup var global: GlobalOptions
    func run() throws { try global.printText(of: "Dump") }
}

struct Upgrade: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Replaces the running daemon by another binary without interrupting service.")
    @OptionGroup var global: GlobalOptions
    @Argument(help: "The binary; the running one's file if none is given.", completion: .file()) var binary: String?

    func run() throws {
        try perform { () throws(Failure) in
            let path = binary.map(Files.absolute)
            let reply = try global.connect().call("Upgrade", path.map { [("binary", .string($0))] } ?? [])
            Console.print(Printable.line(reply["outcome"]?.string ?? reply.line) + "\n")
        }
    }
}
