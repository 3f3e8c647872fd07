internal import ArgumentParser
internal import LinuxSystem
internal import NetworkTypes

struct Events: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Tells what has happened, with causes, from the daemon's memory.")

    @OptionGroup var global: GlobalOptions
    @Flag(help: "Goes on with what happens from now on.")
    var follow = false
    @Option(help: "Only what happened within this time: 90s, 10m, 2h, 1d.")
    var since: TimeSpan?
    @Flag(help: "Prints one JSON object per line.")
    var json = false

    func run() throws {
        try perform { () throws(Failure) in
            var parameters: [(String, JSONValue)] = []
            if follow { parameters.append(("follow", .boolean(true))) }
            if let since { parameters.append(("since", .integer(Int(Words.now) - since.seconds))) }
            try global.connect().stream("ListEvents", parameters) { reply in
                for event in reply["events"]?.elements ?? [] { Console.print((json ? event.line : Self.text(event)) + "\n") }
            }
        }
    }

    /// The time, who tells, and the event's own sentence; where it has none, its members.
    static func text(_ event: JSONValue) -> String {
        let body = event["event"] ?? .null
        if let sentence = body["text"]?.string {
            return Printable.line("\(SystemClock.localTime(event["time"]?.number ?? 0))  \(event["source"]?.string ?? "?")  \(sentence)")
        }
        var rest = ""
        for (name, value) in body.members ?? [] where !["kind", "object", "cause"].contains(name) { rest += " \(name)=\(Words.text(value) ?? "-")" }
        let object = body["object"]?.string.map { " \($0)" } ?? ""
        let cause = body["cause"]?.string.map { " (\($0))" } ?? ""
        let time = SystemClock.localTime(event["time"]?.number ?? 0)
        return Printable.line("\(time)  \(event["source"]?.string ?? "?")  \(body["kind"]?.string ?? "?")\(object)\(rest)\(cause)")
    }
}

/// `90`, `90s`, `10m`, `2h` or `1d` on the command line.
struct TimeSpan: ExpressibleByArgument {
    var seconds: Int

    /// Whoever takes it may take less.
    private static let longest = OrderLimits.longestDrain

    init?(argument: String) {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        let unit = argument.last.flatMap { units[$0] }
        guard let number = Int(unit == nil ? argument : String(argument.dropLast())), (0...Self.longest).contains(number),
            number <= Self.longest / (unit ?? 1)
        else { return nil }
        seconds = number * (unit ?? 1)
    }
}
