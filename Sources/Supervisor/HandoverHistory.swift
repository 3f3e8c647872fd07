internal import ControlProtocol
internal import NetworkTypes

/// What a handover tells of the past: what clients have seen and were promised.
extension Handover {
    var historyLines: [String] {
        var lines = ["reloads \(reloadCounts.map { "\($0)" }.joined(separator: " "))"]
        if let tableNamespace { lines.append("table-namespace \(tableNamespace)") }
        if let startedAt { lines.append("started \(startedAt.wholeNanoseconds)") }
        if let last = lastReload {
            lines.append("last-reload \(last.outcome.rawValue) \(last.at.wholeNanoseconds) \(Array((last.reason ?? "").utf8).hexadecimal)")
        }
        if let previous {
            lines.append("previous \(previous.configuration) \(previous.facts.busyRoles.map(\.rawValue).sorted().joined(separator: ",")) \(previous.facts.line)")
            if !previous.facts.files.entries.isEmpty { lines.append("previous-files \(Array(previous.facts.files.text.utf8).hexadecimal)") }
        }
        if let confirmUntil { lines.append("confirm \(confirmUntil.nanoseconds)") }
        lines.append("events \(events.lastNumber)")
        for event in events.entries { lines.append("event \(event.time.wholeNanoseconds) \(event.json.hexadecimal)") }
        return lines
    }

    /// What isn't understood is passed over: it costs the daemon nothing but its memory.
    mutating func takeHistory(_ name: String, _ value: String) {
        let words = value.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        switch name {
        case "reloads":
            let counts = words.compactMap { UInt64($0) }
            if counts.count == reloadCounts.count { reloadCounts = counts }
        case "table-namespace": tableNamespace = Self.descriptor(value)
        case "started": startedAt = Int64(value).map { .nanoseconds($0) }
        case "last-reload":
            guard words.count == 3, let outcome = ReloadOutcome(rawValue: words[0]), let time = Int64(words[1]) else { return }
            lastReload = LastReload(outcome: outcome, at: .nanoseconds(time), reason: words[2].isEmpty ? nil : words[2].utf8Text)
        case "previous": takePrevious(value)
        case "previous-files": previous?.facts.files = FileVersions(value.utf8Text)
        case "confirm": confirmUntil = Int64(value).map { MonotonicInstant(nanoseconds: $0) }
        case "events": events.lastNumber = UInt64(value) ?? 0
        case "event":
            guard words.count == 2, let time = Int64(words[0]), let json = [UInt8](hexadecimal: words[1].utf8) else { return }
            events.entries.append(.init(time: .nanoseconds(time), json: json))
        default: return
        }
    }

    private mutating func takePrevious(_ value: String) {
        let words = value.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard words.count == 3, let configuration = Self.descriptor(words[0]), var facts = ConfigurationFacts(handedOver: words[2]) else { return }
        facts.busyRoles = Set(words[1].split(separator: ",").compactMap { Role(rawValue: String($0)) })
        previous = Previous(configuration: configuration, facts: facts)
    }
}
