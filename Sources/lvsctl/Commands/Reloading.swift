internal import ArgumentParser
internal import LinuxSystem
internal import NetworkTypes

struct Plan: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what a reload would change, like a diff, with the connections that it would cut. Changes nothing.",
        discussion: "Exit status 1: the configuration has errors, so that a reload would be refused.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "Another file than the configured one.", completion: .file()) var file: String?

    func run() throws {
        try perform { () throws(Failure) in
            let connection = try global.connect()
            var plan: [JSONValue] = []
            var diagnostics: [JSONValue] = []
            var isUsable = true
            let path = file.map(Files.absolute)
            try connection.stream("Plan", path.map { [("file", .string($0))] } ?? []) { reply in
                isUsable = reply["isUsable"]?.boolean ?? isUsable
                diagnostics += reply["diagnostics"]?.elements ?? []
                plan += reply["changes"]?.elements ?? []
            }
            Console.printError(DiagnosticText.lines(diagnostics).map { $0 + "\n" }.joined())
            if !isUsable { throw .refused("the configuration has errors; a reload would be refused.") }
            if plan.isEmpty { return Console.print("Nothing would change.\n") }
            let style = PlanText(style: Style(colours: Console.outputTakesColours))
            for change in plan {
                let cut = change["kind"]?.string == "removed" ? Self.connections(of: change, connection) : nil
                Console.print(style.lines(change, cutting: cut).map { $0 + "\n" }.joined())
            }
        }
    }

    /// The connections that end with a real server, or with all those of a virtual server; nil where nobody knows.
    private static func connections(of change: JSONValue, _ connection: ControlConnection) -> Int? {
        var parameters: [(String, JSONValue)] = []
        switch change["object"]?.string {
        case "virtual_server": parameters = [("virtualServer", change["name"] ?? .null)]
        case "real_server": parameters = [("virtualServer", change["virtualServer"] ?? .null), ("realServer", change["name"] ?? .null)]
        default: return nil
        }
        guard let servers = try? connection.list("ListRealServers", "realServers", parameters), !servers.isEmpty else { return nil }
        return servers.reduce(0) { $0 + ($1["activeConnections"]?.integer ?? 0) }
    }
}

/// A change as it stands in a plan.
struct PlanText {
    var style: Style

    /// - Parameter connections: that the change would cut.
    func lines(_ change: JSONValue, cutting connections: Int?) -> [String] {
        let words = [change["object"], change["name"], change["virtualServer"].map { .string("of " + ($0.string ?? "")) }]
        let name = Printable.line(words.compactMap { Words.text($0) }.joined(separator: " "))
        switch change["kind"]?.string {
        case "added": return ["+ \(name)"] + lines(of: change)
        case "removed":
            let cut = connections.map { $0 > 0 ? style.bad("  (cuts \($0) connections)") : "" } ?? ""
            return ["- \(name)\(cut)"] + lines(of: change)
        default: return ["~ \(name)"] + lines(of: change)
        }
    }

    private func lines(of change: JSONValue) -> [String] {
        let rest = change["omittedDifferences"]?.integer.map { ["      and \($0) more lines"] } ?? []
        return (change["differences"]?.elements ?? []).flatMap(differences) + rest
    }

    private func differences(_ difference: JSONValue) -> [String] {
        let keyword = difference["keyword"]?.string ?? ""
        let old = difference["old"]?.string.map { "    - \(keyword) \($0)" }
        let new = difference["new"]?.string.map { "    + \(keyword) \($0)" }
        return [old, new].compactMap { $0.map(Printable.line) }
    }
}

/// What is wrong in a configuration, a line each.
enum DiagnosticText {
    static func lines(_ diagnostics: [JSONValue]) -> [String] {
        diagnostics.map { diagnostic in
            let place = [diagnostic["file"], diagnostic["line"], diagnostic["column"]].compactMap { Words.text($0) }.joined(separator: ":")
            let hint = diagnostic["hint"]?.string.map { " (\($0))" } ?? ""
            return Printable.line(
                "\(place): \(diagnostic["severity"]?.string ?? "error"): \(diagnostic["message"]?.string ?? "?")\(hint) [\(diagnostic["code"]?.string ?? "?")]")
        }
    }
}

struct Reload: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads the configuration again and waits for the outcome.", discussion: "Exit status 1: it was refused; the one before runs on.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "Goes back unless `lvsctl confirm` follows within this time: 60s, 10m.") var confirm: TimeSpan?

    func run() throws {
        try perform { () throws(Failure) in
            let reply = try global.connect().call("Reload", confirm.map { [("confirm", .integer($0.seconds))] } ?? [])
            Console.printError(DiagnosticText.lines(reply["diagnostics"]?.elements ?? []).map { $0 + "\n" }.joined())
            guard reply["outcome"]?.string == "applied" else {
                throw .refused("the reload was refused. \(reply["reason"]?.string ?? "") The configuration before runs on.")
            }
            Console.print(confirm.map { "Reloaded. Within \($0.seconds) s: lvsctl confirm, or the configuration before comes back.\n" } ?? "Reloaded.\n")
        }
    }
}

struct Confirm: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Keeps what `reload --confirm` has put in force.")
    @OptionGroup var global: GlobalOptions

    func run() throws {
        try perform { () throws(Failure) in
            try global.connect().call("Confirm")
            Console.print("Confirmed.\n")
        }
    }
}

struct Rollback: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Goes back to the configuration before the last reload.")
    @OptionGroup var global: GlobalOptions

    func run() throws {
        try perform { () throws(Failure) in
            try global.connect().call("Rollback")
            Console.print("The configuration before the last reload is in force again. The file is as it was: the next reload reads it.\n")
        }
    }
}
