internal import NetworkTypes

/// What `lvsctl watch` shows and how keys change it. Pure: the command asks the daemon and writes the screen.
struct WatchModel {
    enum Order: String, CaseIterable {
        case configured, state, connections, rate
    }

    /// One line of the list.
    struct Row {
        var cells: [String?]
        var object: JSONValue
        var isBad: Bool
        /// What sorting by connections and rate goes by.
        var connections: Double
        var rate: Double
        /// Real servers stay under their virtual server.
        var children: [Row] = []
    }

    private(set) var status = Status()
    /// Why there is nothing new to show.
    private(set) var problem: String?
    private(set) var order = Order.configured
    private(set) var filter = ""
    private(set) var isTypingFilter = false
    private(set) var selection = 0
    /// The object that is open, by its name, and how far its view is scrolled.
    private(set) var opened: (name: String, offset: Int)?
    /// Seconds since 1970.
    var now = 0.0

    mutating func show(_ status: Status) {
        self.status = status
        problem = nil
        selection = min(selection, max(0, rows.count - 1))
    }

    mutating func show(problem: String) {
        self.problem = problem
    }

    // MARK: Keys

    /// - Returns: false where the view is to be left.
    mutating func press(_ key: Key) -> Bool {
        if isTypingFilter {
            typeFilter(key)
            return true
        }
        if key == .character("q") { return false }
        if opened != nil { pressInObject(key) } else { pressInList(key) }
        return true
    }

    private mutating func typeFilter(_ key: Key) {
        switch key {
        case .character(let character): if filter.count < 60 { filter.append(character) }
        case .backspace: _ = filter.popLast()
        case .enter: isTypingFilter = false
        case .escape:
            isTypingFilter = false
            filter = ""
        default: break
        }
        selection = 0
    }

    private mutating func pressInList(_ key: Key) {
        let last = max(0, rows.count - 1)
        switch key {
        case .up, .character("k"): selection = max(0, selection - 1)
        case .down, .character("j"): selection = min(last, selection + 1)
        case .pageUp: selection = max(0, selection - 10)
        case .pageDown: selection = min(last, selection + 10)
        case .home, .character("g"): selection = 0
        case .end, .character("G"): selection = last
        case .character("s"):
            let orders = Order.allCases
            order = orders[((orders.firstIndex(of: order) ?? 0) + 1) % orders.count]
        case .character("/"): isTypingFilter = true
        case .escape: filter = ""
        case .enter:
            let rows = rows
            if rows.indices.contains(selection) { opened = (Self.fullName(of: rows[selection].object), 0) }
        default: break
        }
    }

    private mutating func pressInObject(_ key: Key) {
        guard let (name, offset) = opened else { return }
        switch key {
        case .up, .character("k"): opened = (name, max(0, offset - 1))
        case .down, .character("j"): opened = (name, offset + 1)
        case .pageUp: opened = (name, max(0, offset - 10))
        case .pageDown: opened = (name, offset + 10)
        case .escape, .enter, .backspace: opened = nil
        default: break
        }
    }

    // MARK: Rows

    /// With that of its virtual server.
    static func fullName(of object: JSONValue) -> String {
        [object["virtualServer"], object["name"]].compactMap { $0?.string }.joined(separator: " / ")
    }

    /// All lines of the list that the filter lets through, in their order.
    var rows: [Row] {
        let routers = status.list("virtualRouters").map { router in
            Row(
                cells: [
                    Words.text(router["name"]), Words.text(router["state"]), Words.age(router["since"]?.number, now: now), Words.text(router["priority"]),
                    router["master"]?["address"]?.string.map { "master \($0)" }, nil, nil, nil,
                ], object: router, isBad: router["state"]?.string == "FAULT", connections: 0, rate: 0)
        }
        return (sorted(routers) + sorted(virtualServers)).flatMap { row -> [Row] in
            let children = sorted(row.children).filter(matches)
            if children.isEmpty, !matches(row) { return [] }
            return [row] + children
        }
    }

    private var virtualServers: [Row] {
        let servers = Dictionary(grouping: status.list("realServers")) { $0["virtualServer"]?.string ?? "" }
        return status.list("virtualServers").map { server in
            var row = Self.row(StatusText.row(ofVirtualServer: server, now: now), server, isBad: server["isUp"]?.boolean == false)
            row.children = (servers[server["name"]?.string ?? ""] ?? []).map {
                Self.row(StatusText.row(ofRealServer: $0, now: now, indentation: "  "), $0, isBad: $0["state"]?.string == "down")
            }
            return row
        }
    }

    /// - Parameter cells: those of the status; the inactive connections have no room here.
    private static func row(_ cells: [String?], _ object: JSONValue, isBad: Bool) -> Row {
        Row(
            cells: [cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[8]], object: object, isBad: isBad,
            connections: object["activeConnections"]?.number ?? 0, rate: object["connectionsPerSecond"]?.number ?? 0)
    }

    private func sorted(_ rows: [Row]) -> [Row] {
        switch order {
        case .configured: rows
        // What is bad first; what is equal stays in its order.
        case .state: rows.filter { $0.isBad || $0.children.contains(where: \.isBad) } + rows.filter { !$0.isBad && !$0.children.contains(where: \.isBad) }
        case .connections: stably(rows) { $0.connections }
        case .rate: stably(rows) { $0.rate }
        }
    }

    private func stably(_ rows: [Row], by value: (Row) -> Double) -> [Row] {
        rows.enumerated().sorted { (value($1.element), $0.offset) < (value($0.element), $1.offset) }.map(\.element)
    }

    private func matches(_ row: Row) -> Bool {
        if filter.isEmpty { return true }
        let wanted = filter.lowercased()
        return row.cells.contains { $0.map { $0.lowercased().contains(wanted) } ?? false }
    }
}
