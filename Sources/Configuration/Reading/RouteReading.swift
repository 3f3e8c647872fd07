internal import ConfigurationLanguage
internal import NetworkTypes
internal import Routing

/// What a line of routes has said so far.
private struct RouteDraft {
    var route = Route(IPPrefix(.v4(IPv4Address(bits: 0)), length: 0))
    var destination: IPPrefix?
    var destinationWord: Int?
    /// `inet` or `inet6`.
    var family: AddressFamily?
    /// `via`, `dev` and `onlink` outside of a `nexthop`.
    var way = NextHop()
    /// `or`: a second gateway.
    var otherGateway: IPAddress?
    /// Behind the first `nexthop`, options are those of the last one.
    var nextHops: [NextHop] = []

    var current: NextHop {
        get { nextHops.last ?? way }
        set { if nextHops.isEmpty { way = newValue } else { nextHops[nextHops.count - 1] = newValue } }
    }
}

extension Reader {
    /// One line of `virtual_routes` or `static_routes`, in the words of ip-route(8); nil where it must be left out.
    mutating func route(_ line: Int, _ kind: NetworkLineKind) -> Route? {
        var draft = RouteDraft()
        var cursor = cursor(line)
        while !cursor.isAtEnd {
            guard readRouteOption(&draft, &cursor, kind) else { return nil }
            cursor.word += 1
        }
        return finished(draft, line)
    }

    /// - Returns: false where the line must be left out.
    private mutating func readRouteOption(_ draft: inout RouteDraft, _ cursor: inout LineCursor, _ kind: NetworkLineKind) -> Bool {
        let word = string(cursor.word, in: cursor.line)
        if let done = readWay(word, &draft, &cursor) { return done }
        if let done = readRouteMetric(word, &draft, &cursor) { return done }
        if let done = readPlacement(word, &draft, &cursor, kind) { return done }
        if let done = readRouteProperty(word, &draft, &cursor) { return done }
        if word == "to" {
            guard value(&cursor) != nil else { return false }
            return readDestination(&draft, cursor)
        }
        if draft.destinationWord == nil, let routeKind = Route.Kind(name: word) {
            draft.route.kind = routeKind
            return true
        }
        if draft.destinationWord == nil { return readDestination(&draft, cursor) }
        unknownOption(cursor, of: "a route")
        return false
    }

    private mutating func readDestination(_ draft: inout RouteDraft, _ cursor: LineCursor) -> Bool {
        draft.destinationWord = cursor.word
        switch string(cursor.word, in: cursor.line) {
        // Of which family is known at the end of the line.
        case "default", "any", "all": return true
        default:
            draft.destination = prefix(cursor.word, in: cursor.line)
            return draft.destination != nil
        }
    }

    /// Gateways and interfaces; nil where the word is something else.
    private mutating func readWay(_ word: String, _ draft: inout RouteDraft, _ cursor: inout LineCursor) -> Bool? {
        switch word {
        case "via", "gw":
            if let family = nextWord(cursor), family == "inet" || family == "inet6" { cursor.word += 1 }
            guard let at = value(&cursor), let gateway = address(at, in: cursor.line) else { return false }
            draft.current.gateway = gateway
        case "or":
            guard let at = value(&cursor), let gateway = address(at, in: cursor.line) else { return false }
            draft.otherGateway = gateway
        case "dev", "oif":
            guard let name = optionInterface(&cursor) else { return false }
            draft.current.interface = name
        case "onlink": draft.current.isOnLink = true
        case "nexthop": draft.nextHops.append(NextHop())
        case "weight":
            guard !draft.nextHops.isEmpty, let weight = optionNumber(&cursor, 1...256) else { return draft.nextHops.isEmpty ? nil : false }
            draft.current.weight = weight
        case "realms":
            guard let realms = optionRealms(&cursor) else { return false }
            if draft.nextHops.isEmpty { draft.route.realms = realms } else { draft.current.realms = realms }
        case "encap":
            guard let encapsulation = encapsulation(&cursor) else { return false }
            draft.current.encapsulation = encapsulation
        case "as":
            report(.error, .invalidValue, "`as` is for routes of MPLS labels, which aren't set here: the line is left out", at: place(cursor.word, in: cursor.line))
            return false
        default: return nil
        }
        return true
    }

    private mutating func readRouteMetric(_ word: String, _ draft: inout RouteDraft, _ cursor: inout LineCursor) -> Bool? {
        if word == "features" {
            guard let at = value(&cursor) else { return false }
            guard isWord(at, in: cursor.line, "ecn") else {
                invalidOption(at, in: cursor.line, expected: "ecn")
                return false
            }
            draft.route.metrics[.features] = RouteMetricValue(1)
            return true
        }
        guard let metric = RouteMetric.allCases.first(where: { $0.name == word }) else { return nil }
        let isLocked = nextWord(cursor) == "lock"
        if isLocked { cursor.word += 1 }
        guard let at = value(&cursor) else { return false }
        guard let number = metricValue(metric, string(at, in: cursor.line)) else {
            invalidOption(at, in: cursor.line, expected: metric.isTime ? "a number, or one with `ms` or `s` behind it" : "a number")
            return false
        }
        draft.route.metrics[metric] = RouteMetricValue(number, isLocked: isLocked)
        return true
    }

    /// A bare number is the kernel's own unit, as in ip-route(8).
    private func metricValue(_ metric: RouteMetric, _ text: String) -> UInt32? {
        if let number = UInt32(numeral: text) { return metric == .quickAcknowledgement || metric == .fastOpenWithoutCookie ? min(number, 1) : number }
        guard metric.isTime else { return nil }
        let isMilliseconds = text.hasSuffix("ms")
        guard isMilliseconds || text.hasSuffix("s"), let number = UInt32(numeral: text.dropLast(isMilliseconds ? 2 : 1)), number < 1_000_000 else { return nil }
        let unit: UInt32 = metric == .roundTripTime ? 8 : metric == .roundTripVariance ? 4 : 1
        return number * unit * (isMilliseconds ? 1 : 1000)
    }

    private mutating func readPlacement(
        _ word: String, _ draft: inout RouteDraft, _ cursor: inout LineCursor, _ kind: NetworkLineKind
    ) -> Bool? {
        switch word {
        case "add": draft.route.placement = .alone
        case "append": draft.route.placement = .append
        case "prepend": draft.route.placement = .prepend
        case "inet": draft.family = .ipv4
        case "inet6": draft.family = .ipv6
        default: return readTracking(word, &cursor, kind, &draft.route.isTracked, &draft.route.trackGroup)
        }
        return true
    }

    /// `no_track` and `track_group`; nil where the word is something else.
    mutating func readTracking(
        _ word: String, _ cursor: inout LineCursor, _ kind: NetworkLineKind, _ isTracked: inout Bool, _ trackGroup: inout String?
    ) -> Bool? {
        switch word {
        case "no_track":
            guard kind == .virtual else {
                misplacedOption(cursor.word, in: cursor.line, hint: "it is for what is virtual")
                return false
            }
            isTracked = false
        case "track_group":
            guard kind == .fixed else {
                misplacedOption(cursor.word, in: cursor.line, hint: "only static addresses, routes and rules have a group; what is virtual follows its instance")
                return false
            }
            guard let at = value(&cursor) else { return false }
            trackGroup = trackGroupName(at, in: cursor.line)
        default: return nil
        }
        return true
    }

    private mutating func readRouteProperty(_ word: String, _ draft: inout RouteDraft, _ cursor: inout LineCursor) -> Bool? {
        func taken<Value>(_ value: Value?, _ set: (Value) -> Void) -> Bool {
            if let value { set(value) }
            return value != nil
        }
        switch word {
        case "src":
            guard let at = value(&cursor) else { return false }
            return taken(address(at, in: cursor.line)) { draft.route.preferredSource = $0 }
        case "from":
            guard let at = value(&cursor) else { return false }
            return taken(routePrefix(at, in: cursor.line, .ipv6)) { draft.route.from = $0 }
        case "table": return taken(optionTable(&cursor)) { draft.route.table = $0 }
        case "vrf": return taken(optionInterface(&cursor)) { draft.route.table = .ofVRF($0) }
        case "tos", "dsfield": return taken(optionByte(&cursor, names: serviceFields)) { draft.route.typeOfService = $0 }
        case "protocol", "proto": return taken(optionByte(&cursor, names: routeOrigins)) { draft.route.origin = $0 }
        case "priority", "metric", "preference": return taken(optionUInt32(&cursor)) { draft.route.priority = $0 }
        case "expires": return taken(optionUInt32(&cursor)) { draft.route.expires = $0 }
        case "pref": return taken(optionByte(&cursor, names: ["low": 3, "medium": 0, "high": 1])) { draft.route.routerPreference = $0 }
        case "congctl":
            if nextWord(cursor) == "lock" { cursor.word += 1 }
            guard let at = value(&cursor) else { return false }
            draft.route.congestionControl = string(at, in: cursor.line)
            return true
        case "ttl-propagate":
            guard let at = value(&cursor) else { return false }
            draft.route.propagatesTimeToLive = isWord(at, in: cursor.line, "enabled")
            return true
        case "scope": return taken(optionScope(&cursor)) { draft.route.scope = $0 }
        default: return nil
        }
    }

    // MARK: - The end of the line

    private mutating func finished(_ draft: RouteDraft, _ line: Int) -> Route? {
        let place = place(0, in: line)
        guard let destinationWord = draft.destinationWord else {
            report(.error, .missingValue, "a route needs a destination; the line is left out", at: place)
            return nil
        }
        let known = draft.family ?? draft.destination?.address.family ?? draft.way.gateway?.family ?? draft.route.preferredSource?.family
        var route = draft.route
        guard let destination = draft.destination ?? routePrefix(destinationWord, in: line, known) else { return nil }
        route.destination = destination
        route.nextHops = draft.nextHops
        if draft.way.gateway != nil || draft.way.interface != nil || draft.way.isOnLink {
            route.nextHops.insert(draft.way, at: 0)
            if let other = draft.otherGateway { route.nextHops.append(NextHop(gateway: other, interface: draft.way.interface)) }
        }
        let family = route.family
        let isMixed =
            draft.family.map { $0 != family } ?? false || route.preferredSource.map { $0.family != family } ?? false
            || route.from.map { $0.address.family != family } ?? false
            || route.nextHops.contains { $0.gateway.map { $0.family == .ipv4 && family == .ipv6 } ?? false }
        if isMixed {
            report(.error, .addressFamilyMismatch, "IPv4 and IPv6 don't go together in a route; the line is left out", at: place)
            return nil
        }
        if route.nextHops.isEmpty, !route.isUnreachableKind, route.kind != .local {
            report(.error, .missingValue, "a route needs `via` or `dev`; the line is left out", at: place)
            return nil
        }
        if route.isUnreachableKind, !route.nextHops.isEmpty {
            report(.error, .invalidValue, "a route of the kind `\(route.kind.name)` leads nowhere: it has no `via` and no `dev`; the line is left out", at: place)
            return nil
        }
        return route
    }
}

extension RouteMetric {
    var isTime: Bool {
        self == .roundTripTime || self == .roundTripVariance || self == .minimumRetransmissionTimeout
    }
}
