internal import BFD
internal import ConfigurationLanguage
internal import HealthCheck
internal import NetworkTypes
internal import VRRP

/// What a `bfd_instance` block has said so far.
struct BFDInstanceDraft {
    var name = ""
    var neighbour: (address: IPAddress, place: SourceRange)?
    var source: (address: IPAddress, place: SourceRange)?
    var isMultihop = false
    var receiveInterval = Duration.milliseconds(10)
    var transmitInterval = Duration.milliseconds(10)
    var idleInterval = Duration.seconds(1)
    var multiplier: UInt8 = 5
    var isPassive = false
    var hopLimit: UInt8?
    /// `max_hops`; -1 or 255: nobody looks.
    var hops: Int?
    var weight = TrackingWeight(0)
    /// Nothing where the text says nothing.
    var audience: BFDSessionDefinition.Audience = []

    mutating func setNeighbour(_ address: IPAddress, _ place: SourceRange) { neighbour = (address, place) }
    mutating func setSource(_ address: IPAddress, _ place: SourceRange) { source = (address, place) }
}

extension Reader {
    mutating func beginSession(_ statement: Int) -> Bool {
        session = BFDInstanceDraft()
        session.name = string(1, in: statement)
        let place = place(1, in: statement)
        guard session.name.utf8.count <= BFDSessionDefinition.longestName else {
            report(
                .error, .invalidValue, "the name of a `bfd_instance` has at most \(BFDSessionDefinition.longestName) bytes: this one is left out", at: place)
            return false
        }
        return declare(.session(session.name), .duplicateTracker, "`bfd_instance`", at: place)
    }

    mutating func endSession(_ statement: Int) {
        guard let neighbour = session.neighbour else { return reportIncomplete(statement, "neighbor_ip") }
        guard isUsable(neighbour.address, at: neighbour.place) else { return }
        if let source = session.source, source.address.family != neighbour.address.family {
            report(
                .error, .addressFamilyMismatch, "`source_ip` and `neighbor_ip` are of two address families: the session is left out", at: source.place)
            return
        }
        let definition = BFDSessionDefinition(
            name: session.name, neighbour: neighbour.address, source: session.source?.address, isMultihop: session.isMultihop,
            receiveInterval: session.receiveInterval, transmitInterval: session.transmitInterval, idleInterval: session.idleInterval,
            multiplier: session.multiplier, isPassive: session.isPassive, hopLimit: session.hopLimit ?? (neighbour.address.family == .ipv4 ? BFDConstants.greatestHopLimit : nil), hops: hops,
            audience: session.audience.isEmpty ? .all : session.audience)
        guard isOnlyOne(definition, at: neighbour.place) else { return }
        sessionPlaces[session.name] = neighbour.place
        trackers[.session(session.name)]?.weight = session.weight
        sessionNumbers[session.name] = configuration.bfdInstances.count
        configuration.bfdInstances.append(BFDInstance(definition, weight: session.weight))
    }

    /// With several hops, their number isn't limited unless somebody limits it.
    private var hops: UInt8? {
        guard let hops = session.hops else { return session.isMultihop ? nil : 0 }
        return (0..<255).contains(hops) ? UInt8(clamping: hops) : nil
    }

    private mutating func isUsable(_ address: IPAddress, at place: SourceRange) -> Bool {
        if address.isMulticast || address.bytes.allSatisfy({ $0 == 0 }) {
            report(.error, .invalidValue, "a neighbour is one host: the session is left out", at: place)
            return false
        }
        if case .v6(let address) = address, address.isLinkLocal {
            report(
                .error, .invalidValue, "a link-local neighbour can't be told without an interface, for which there is no keyword: the session is left out",
                at: place)
            return false
        }
        return true
    }

    /// Before discriminators are known, the addresses tell which session a packet is for.
    private mutating func isOnlyOne(_ definition: BFDSessionDefinition, at place: SourceRange) -> Bool {
        let other = configuration.bfdInstances.first {
            let other = $0.session
            return other.neighbour == definition.neighbour && other.isMultihop == definition.isMultihop
                && (other.source == nil || definition.source == nil || other.source == definition.source)
        }
        guard let other else { return true }
        report(
            .error, .duplicateSession, "`\(printable(other.name))` has the same neighbour: this session is left out", at: place,
            hint: "two sessions with one neighbour need a `source_ip` each",
            related: sessionPlaces[other.name].map { Diagnostic.Related(message: "the first one", range: $0) })
        return false
    }

    /// `max_hops`
    mutating func readHops(_ statement: Int) {
        let text = string(1, in: statement)
        if let hops = Int(text), (-1...255).contains(hops) {
            session.hops = hops
        } else if Int(text) != nil {
            report(.error, .outOfRange, "`max_hops` goes from -1, which is no limit, to 255", at: place(1, in: statement))
        } else {
            invalidValue(1, in: statement, expected: "-1 to 255")
        }
    }

    /// Milliseconds with up to three decimals; what is less than a microsecond is cut off.
    mutating func milliseconds(_ word: Int, in statement: Int, _ range: ClosedRange<Duration>) -> Duration? {
        let keyword = string(0, in: statement)
        guard let millionths = Decimal.millionths(tree.text(ofWord: word, in: statement)) else {
            invalidValue(word, in: statement, expected: "milliseconds, with up to three decimals")
            return nil
        }
        let interval = Duration.microseconds(millionths / 1000)
        guard range.contains(interval) else {
            report(
                .error, .outOfRange,
                "`\(printable(tree.text(ofWord: word, in: statement)))` is out of the range of `\(keyword)`: \(range.lowerBound.wholeMilliseconds) to \(range.upperBound.wholeMilliseconds) milliseconds",
                at: place(word, in: statement))
            return nil
        }
        if interval > .seconds(10) {
            let consequence = keyword == "idle_tx" ? "so long may it take to notice that the neighbour is back" : "a failure is noticed after a multiple of that"
            report(
                .warning, .slowSession, "`\(keyword)` is \(interval.secondsText) s: \(consequence)", at: place(word, in: statement),
                hint: "the number is one of milliseconds")
        }
        return interval
    }

    // MARK: Use

    /// BFD_CHECK: the session that it follows, wherever that stands.
    mutating func endSessionCheck() {
        guard let (name, place) = check.session else {
            report(.error, .missingValue, "`BFD_CHECK` without `name` is left out: the real server is not checked by it", at: check.place)
            return
        }
        guard isKnownSession(name, to: .checkers, at: place) else { return }
        if realServer.checks.contains(where: { $0.session?.name == name }) {
            report(.warning, .duplicateTracking, "the real server follows this session already; the checker is left out", at: place)
            return
        }
        realServer.checks.append(check)
    }

    /// Whether a session may be followed; what stands in the way is reported.
    mutating func isKnownSession(_ name: String, to audience: BFDSessionDefinition.Audience, at place: SourceRange) -> Bool {
        let shown = printable(name)
        let users = audience == .checkers ? "real servers" : "instances"
        guard let instance = sessionNumbers[name].map({ configuration.bfdInstances[$0] }) else {
            // One that was left out has been complained about.
            if trackers[.session(name)] == nil {
                report(.error, .unknownTracker, "there is no `bfd_instance` of the name `\(shown)`: it isn't followed", at: place)
            }
            return false
        }
        if instance.session.audience.contains(audience) { return true }
        report(
            .error, .unknownTracker, "`bfd_instance \(shown)` isn't for \(users): it isn't followed", at: place,
            hint: "write `\(audience == .checkers ? "checker" : "vrrp")` in it")
        return false
    }
}

extension Duration {
    fileprivate var wholeMilliseconds: Int64 { wholeNanoseconds / 1_000_000 }
}
