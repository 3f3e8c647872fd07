internal import ArgumentParser
internal import LinuxSystem
internal import NetworkTypes

struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists objects with all that is known of them.",
        subcommands: [
            ShowVRRP.self, ShowSyncGroups.self, ShowTrackers.self, ShowVirtualServers.self, ShowRealServers.self, ShowChecks.self, ShowBFD.self, ShowWarnings.self,
            ShowConfiguration.self,
        ])
}

/// How objects are printed.
struct ListOptions: ParsableArguments {
    @OptionGroup var global: GlobalOptions
    @Flag(help: "Prints one JSON object per line.")
    var json = false

    /// - Parameter row: the cells of an object.
    func show(
        _ method: String, _ member: String, _ parameters: [(String, String?)] = [], _ headings: [String], _ row: @escaping (JSONValue) -> [String?]
    ) throws {
        try show(method, member, parameters, headings, rows: { [row($0)] })
    }

    /// - Parameter rows: the cells of an object that takes several rows, or none.
    func show(
        _ method: String, _ member: String, _ parameters: [(String, String?)] = [], _ headings: [String], rows: @escaping (JSONValue) -> [[String?]]
    ) throws {
        try perform { () throws(Failure) in
            var table = Table(headings: headings)
            var hasObjects = false
            let given = parameters.compactMap { name, value in value.map { (name, JSONValue.string($0)) } }
            try global.connect().stream(method, given) { reply in
                for object in reply[member]?.elements ?? [] {
                    hasObjects = true
                    if json { Console.print(object.line + "\n") } else { for row in rows(object) { table.add(row) } }
                }
            }
            if json { return }
            if table.isEmpty { return Console.printError(hasObjects ? "There is nothing but zeros.\n" : "There is none.\n") }
            let style = Style(colours: Console.outputTakesColours)
            Console.print(table.lines(style, width: Console.outputColumns).joined(separator: "\n") + "\n")
        }
    }
}

struct ShowVRRP: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "vrrp", abstract: "Virtual routers (vrrp_instance).")
    @OptionGroup var options: ListOptions
    @Argument(help: "One of them.") var name: String?

    func run() throws {
        let headings = ["NAME", "STATE", "FOR#", "PRIORITY#", "INTERFACE", "VRID#", "ADDRESSES", "TRACKERS", "FAULTS", "LAST CAUSE"]
        let now = Words.now
        try options.show("ListVirtualRouters", "virtualRouters", [("name", name)], headings) { router in
            [
                Words.text(router["name"]), Words.text(router["state"]), Words.age(router["since"]?.number, now: now), Words.text(router["priority"]),
                Words.text(router["interface"]), Words.text(router["virtualRouterID"]), Words.list(router["addresses"]),
                Words.list(router["trackers"], "name", "contribution"), Words.list(router["faults"]), Words.text(router["lastTransition"]?["cause"]),
            ]
        }
    }
}

struct ShowSyncGroups: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "sync-group", abstract: "Groups of virtual routers (vrrp_sync_group).")
    @OptionGroup var options: ListOptions
    @Argument(help: "One of them.") var name: String?

    func run() throws {
        let now = Words.now
        try options.show("ListSyncGroups", "syncGroups", [("name", name)], ["NAME", "STATE", "FOR#", "MEMBERS"]) { group in
            [Words.text(group["name"]), Words.text(group["state"]), Words.age(group["since"]?.number, now: now), Words.list(group["members"])]
        }
    }
}

struct ShowTrackers: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "tracker", abstract: "What instances track: scripts, interfaces, files, processes.")
    @OptionGroup var options: ListOptions
    @Argument(help: "One of them.") var name: String?

    func run() throws {
        let now = Words.now
        try options.show("ListTrackers", "trackers", [("name", name)], ["KIND", "NAME", "UP", "VALUE#", "FOR#", "DETAIL"]) { tracker in
            [
                Words.text(tracker["kind"]), Words.text(tracker["name"]), Words.text(tracker["isUp"]), Words.text(tracker["value"]),
                Words.age(tracker["since"]?.number, now: now), Words.text(tracker["detail"]),
            ]
        }
    }
}

struct ShowVirtualServers: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "virtual-server", abstract: "Virtual servers.")
    @OptionGroup var options: ListOptions
    @Argument(help: "One of them.") var name: String?

    func run() throws {
        let headings = ["VIRTUAL SERVER", "STATE", "FOR#", "WEIGHT#", "REAL SERVERS", "", "ACTIVE#", "INACTIVE#", "CONN/S#"]
        let now = Words.now
        try options.show("ListVirtualServers", "virtualServers", [("virtualServer", name)], headings) {
            StatusText.row(ofVirtualServer: $0, now: now)
        }
    }
}

struct ShowRealServers: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "real-server", abstract: "Real servers.")
    @OptionGroup var options: ListOptions
    @Option(name: .customLong("of"), help: "Those of this virtual server.") var virtualServer: String?
    @Argument(help: "One of them.") var name: String?

    func run() throws {
        let headings = ["VIRTUAL SERVER", "REAL SERVER", "STATE", "FOR#", "WEIGHT#", "CHECK", "LATENCY#", "ACTIVE#", "INACTIVE#", "CONN/S#"]
        let now = Words.now
        try options.show("ListRealServers", "realServers", [("virtualServer", virtualServer), ("realServer", name)], headings) {
            [Words.text($0["virtualServer"])] + StatusText.row(ofRealServer: $0, now: now)
        }
    }
}

struct ShowChecks: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "check", abstract: "Checks of real servers.")
    @OptionGroup var options: ListOptions
    @Option(name: .customLong("of"), help: "Those of this virtual server.") var virtualServer: String?
    @Argument(help: "Those of this real server.") var realServer: String?

    func run() throws {
        let headings = ["VIRTUAL SERVER", "REAL SERVER", "KIND", "TARGET", "UP", "RESULT", "LATENCY#", "LATE#", "NEXT#", "RETRIES#"]
        let now = Words.now
        try options.show("ListChecks", "checks", [("virtualServer", virtualServer), ("realServer", realServer)], headings) { check in
            [
                Words.text(check["virtualServer"]), Words.text(check["realServer"]), Words.text(check["kind"]), Words.text(check["target"]),
                Words.text(check["isUp"]), Words.text(check["result"]), Words.latency(check["latency"]?.number),
                Words.latency(check["lateness"]?.number), check["nextRun"]?.number.map { Words.span($0 - now) }, Words.text(check["retriesLeft"]),
            ]
        }
    }
}

struct ShowWarnings: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "warnings", abstract: "What an operator should know at once.")
    @OptionGroup var options: ListOptions

    func run() throws {
        let now = Words.now
        try options.show("ListWarnings", "warnings", [], ["OBJECT", "FOR#", "WARNING"]) {
            [Words.text($0["object"]), Words.age($0["since"]?.number, now: now), Words.text($0["message"])]
        }
    }
}

struct ShowConfiguration: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "The running configuration, every default filled in; passwords are left out.")
    @OptionGroup var global: GlobalOptions

    func run() throws {
        try global.printText(of: "GetConfiguration")
    }
}

extension GlobalOptions {
    /// Prints what a method answers with text.
    func printText(of method: String) throws {
        try perform { () throws(Failure) in
            try connect().stream(method) { reply in Console.print(reply["text"]?.string ?? "") }
        }
    }
}
