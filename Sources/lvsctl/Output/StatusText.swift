internal import NetworkTypes

/// The replies of `GetStatus` put together.
struct Status {
    private(set) var daemon: JSONValue = .object([])
    private(set) var lists: [String: [JSONValue]] = [:]

    static let listNames = ["warnings", "virtualRouters", "syncGroups", "virtualServers", "realServers", "bfdSessions"]

    mutating func add(_ reply: JSONValue) {
        if let daemon = reply["daemon"] { self.daemon = daemon }
        for name in Self.listNames {
            if let elements = reply[name]?.elements { lists[name, default: []] += elements }
        }
    }

    func list(_ name: String) -> [JSONValue] { lists[name] ?? [] }

    var json: JSONValue {
        .object([("daemon", daemon)] + Self.listNames.map { ($0, .array(list($0))) })
    }
}

/// The status as one screen of text.
struct StatusText {
    var status: Status
    /// Seconds since 1970.
    var now: Double
    var style: Style
    /// Of the screen; nil: as wide as need be.
    var width: Int?

    var lines: [String] {
        var lines = warnings + [headline]
        for section in [virtualRouters, syncGroups, sessions, virtualServers] where !section.isEmpty { lines += [""] + section }
        return lines
    }

    private var warnings: [String] {
        status.list("warnings").map { warning in
            let object = warning["object"]?.string.map { "\($0): " } ?? ""
            let age = Words.age(warning["since"]?.number, now: now).map { " (for \($0))" } ?? ""
            return style.warning("! " + Printable.line(object + (warning["message"]?.string ?? "?") + age))
        }
    }

    private var headline: String {
        let daemon = status.daemon
        let up = Words.age(daemon["startedAt"]?.number, now: now).map { ", up \($0)" } ?? ""
        let read = Words.age(daemon["configurationReadAt"]?.number, now: now).map { ", read \($0) ago" } ?? ""
        return Printable.line(
            "lvsd \(Words.text(daemon["version"]) ?? "?"), process \(Words.text(daemon["processID"]) ?? "?")\(up); "
                + "\(Words.text(daemon["configurationFile"]) ?? "?")\(read)")
    }

    private var virtualRouters: [String] {
        var table = Table("VRRP INSTANCE", "STATE", "FOR#", "PRIORITY#", "INTERFACE", "VRID#", "MASTER")
        for router in status.list("virtualRouters") {
            let (priority, base) = (Words.text(router["priority"]), Words.text(router["basePriority"]))
            table.add([
                Words.text(router["name"]), Words.text(router["state"]), Words.age(router["since"]?.number, now: now),
                priority == base ? priority : "\(priority ?? "?") of \(base ?? "?")", Words.text(router["interface"]),
                Words.text(router["virtualRouterID"]), master(router["master"]),
            ])
        }
        return table.isEmpty ? [] : table.lines(style, width: width)
    }

    private func master(_ master: JSONValue?) -> String? {
        guard let master, !master.isNull else { return nil }
        let age = Words.age(master["since"]?.number, now: now).map { " for \($0)" } ?? ""
        if master["isLocal"]?.boolean == true { return "this director\(age)" }
        guard let address = master["address"]?.string else { return nil }
        return address + (master["priority"]?.integer.map { " (priority \($0))" } ?? "") + age
    }

    private var syncGroups: [String] {
        var table = Table("SYNC GROUP", "STATE", "FOR#", "MEMBERS")
        for group in status.list("syncGroups") {
            let members = group["members"]?.elements?.compactMap(\.string).joined(separator: " ")
            table.add([Words.text(group["name"]), Words.text(group["state"]), Words.age(group["since"]?.number, now: now), members])
        }
        return table.isEmpty ? [] : table.lines(style, width: width)
    }

    private var sessions: [String] {
        var table = Table("BFD SESSION", "NEIGHBOUR", "STATE", "FOR#", "DETECTS IN#", "LAST REASON")
        for session in status.list("bfdSessions") {
            table.add([
                Words.text(session["name"]), Words.text(session["neighbour"]), Words.text(session["state"]),
                Words.age(session["since"]?.number, now: now), Words.latency(session["detectionTime"]?.number), Words.text(session["diagnostic"]),
            ])
        }
        return table.isEmpty ? [] : table.lines(style, width: width)
    }

    private var virtualServers: [String] {
        let servers = Dictionary(grouping: status.list("realServers")) { $0["virtualServer"]?.string ?? "" }
        var table = Table("VIRTUAL SERVER / REAL SERVER", "STATE", "FOR#", "WEIGHT#", "CHECK", "LATENCY#", "ACTIVE#", "INACTIVE#", "CONN/S#")
        for server in status.list("virtualServers") {
            table.add(Self.row(ofVirtualServer: server, now: now))
            for realServer in servers[server["name"]?.string ?? ""] ?? [] { table.add(Self.row(ofRealServer: realServer, now: now, indentation: "  ")) }
        }
        return table.isEmpty ? [] : table.lines(style, width: width)
    }

    static func row(ofVirtualServer server: JSONValue, now: Double) -> [String?] {
        var remarks = ["\(Words.text(server["realServersUp"]) ?? "?") of \(Words.text(server["realServers"]) ?? "?") up, quorum \(Words.text(server["quorum"]) ?? "?")"]
        if server["isSorryServerInUse"]?.boolean == true { remarks.append("sorry server") }
        if server["isSuspended"]?.boolean == true { remarks.append("suspended") }
        if server["isInPanic"]?.boolean == true { remarks.append("panic") }
        return [
            Words.text(server["name"]), server["isUp"]?.boolean.map { $0 ? "up" : "DOWN" }, Words.age(server["since"]?.number, now: now),
            Words.text(server["weight"]), remarks.joined(separator: ", "), nil, Words.rate(server["activeConnections"]?.number),
            Words.rate(server["inactiveConnections"]?.number), Words.rate(server["connectionsPerSecond"]?.number),
        ]
    }

    static func row(ofRealServer server: JSONValue, now: Double, indentation: String = "") -> [String?] {
        let (weight, configured) = (Words.text(server["weight"]), Words.text(server["configuredWeight"]))
        let check = [Words.text(server["override"]), Words.text(server["check"])].compactMap { $0 }.joined(separator: "; ")
        return [
            indentation + (Words.text(server["name"]) ?? "?"), Words.text(server["state"]), Words.age(server["since"]?.number, now: now),
            weight == configured ? weight : "\(weight ?? "out") of \(configured ?? "?")", check.isEmpty ? nil : check,
            Words.latency(server["latency"]?.number), Words.rate(server["activeConnections"]?.number),
            Words.rate(server["inactiveConnections"]?.number), Words.rate(server["connectionsPerSecond"]?.number),
        ]
    }
}
