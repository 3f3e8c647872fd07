internal import ArgumentParser
internal import LinuxSystem
internal import LogRecords
internal import NetworkTypes

/// Orders about one real server.
struct OrderOptions: ParsableArguments {
    @OptionGroup var global: GlobalOptions
    @OptionGroup var server: ServerOptions
    @Flag(help: "Keeps the order over a restart of the daemon.") var persist = false

    func give(_ method: String, _ more: [(String, JSONValue)] = []) throws {
        try global.give(method, server.parameters + more + (persist ? [("persist", .boolean(true))] : []))
    }
}

extension GlobalOptions {
    /// Gives an order and prints what has become of it.
    func give(_ method: String, _ parameters: [(String, JSONValue)]) throws {
        try perform { () throws(Failure) in
            for result in try connect().list(method, "results", parameters) {
                Console.print(Printable.line(Self.text(of: result)) + "\n")
            }
        }
    }
}

extension GlobalOptions {
    /// What an order has led to: a sentence, or the object and its state.
    private static func text(of result: JSONValue) -> String {
        if let message = result["message"]?.string { return message }
        guard let name = result["name"]?.string, let state = result["state"]?.string else { return result.line }
        let object = name + (result["virtualServer"]?.string.map { " of \($0)" } ?? "")
        return result["refusal"]?.string.map { "\(object): not done, \($0)" } ?? "\(object): \(state)"
    }
}

struct Drain: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Gives a real server no new connections; the present ones go on.")
    @OptionGroup var order: OrderOptions
    @Option(help: "After this time it is taken out whatever is left: 60s, 10m.") var deadline: TimeSpan?

    func run() throws {
        try order.give("Drain", deadline.map { [("deadline", .integer($0.seconds))] } ?? [])
    }
}

struct Undrain: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Takes a drain back.")
    @OptionGroup var order: OrderOptions
    func run() throws { try order.give("Undrain") }
}

struct Enable: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Takes a disable back.")
    @OptionGroup var order: OrderOptions
    func run() throws { try order.give("Enable") }
}

struct Disable: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Takes a real server out at once, whatever its checks say.")
    @OptionGroup var order: OrderOptions
    func run() throws { try order.give("Disable") }
}

struct Weight: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Gives a real server another weight; without one, that of the configuration again.")
    @OptionGroup var order: OrderOptions
    @Argument(help: "0 to \(OrderLimits.greatestWeight).") var weight: Int?

    func validate() throws {
        if let weight, !(0...OrderLimits.greatestWeight).contains(weight) { throw ValidationError("A weight is a number from 0 to \(OrderLimits.greatestWeight).") }
    }

    func run() throws {
        try order.give("SetWeight", weight.map { [("weight", .integer($0))] } ?? [])
    }
}

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Orders about checks.", subcommands: [CheckNow.self])
}

struct CheckNow: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "now", abstract: "Lets the checks of a real server run at once.")
    @OptionGroup var global: GlobalOptions
    @OptionGroup var server: ServerOptions

    func run() throws { try global.give("CheckNow", server.parameters) }
}

struct FailOver: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "failover", abstract: "Makes a master give up.")
    @OptionGroup var global: GlobalOptions
    @Argument(help: "The instance.") var name: String
    @Option(name: .customLong("for"), help: "How long it doesn't become master again: 60s, 10m.") var time: TimeSpan?

    func run() throws {
        try global.give("FailOver", [("name", .string(name))] + (time.map { [("seconds", .integer($0.seconds))] } ?? []))
    }
}

struct Debug: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Makes an area of the log say more, or less; without one, lists them.")

    enum Switch: String, ExpressibleByArgument, CaseIterable {
        case on, off
    }

    @OptionGroup var global: GlobalOptions
    @Argument(help: "on or off.") var state: Switch?
    @Argument(help: "The area.") var area: String?

    func validate() throws {
        if state != nil, area == nil { throw ValidationError("Which area? `lvsctl debug` lists them.") }
    }

    func run() throws {
        if let state, let area { return try global.give("SetLogArea", [("area", .string(area)), ("isOn", .boolean(state == .on))]) }
        try perform { () throws(Failure) in
            var table = Table("AREA", "ON", "")
            for area in try global.connect().list("ListLogAreas", "areas") {
                table.add([Words.text(area["name"]), Words.text(area["isOn"]), Words.text(area["help"]) ?? ""])
            }
            if !table.isEmpty { Console.print(table.lines().joined(separator: "\n") + "\n") }
        }
    }
}

struct LogLevel: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "log-level", abstract: "The lowest level of what the daemon logs.")

    struct Level: ExpressibleByArgument {
        var name: String

        init?(argument: String) {
            guard let level = LogSeverity(named: argument) else { return nil }
            name = level.name
        }

        static var allValueStrings: [String] { LogSeverity.names }
    }

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The level.") var level: Level

    func run() throws { try global.give("SetLogLevel", [("level", .string(level.name))]) }
}
