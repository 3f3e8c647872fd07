internal import ConfigurationLanguage
internal import NetworkTypes
internal import VRRP

/// What a `vrrp_script` block has said so far; nil where the text says nothing.
struct ScriptDraft {
    var name = ""
    var words: [String]?
    var user: ScriptUserDraft?
    var interval: Duration?
    var timeout: Duration?
    var rise = 1
    var fall = 1
    var weight = TrackingWeight(0)
    var beginsFailed = false
}

/// A line of `track_script` or `track_interface`, until it is known what there is to track.
struct TrackingDraft {
    var name: String
    /// Nil takes the weight of the script itself.
    var weight: TrackingWeight?
    var place: SourceRange
}

extension Reader {
    mutating func beginScript(_ statement: Int) -> Bool {
        trackingScript = ScriptDraft()
        trackingScript.name = string(1, in: statement)
        let place = place(1, in: statement)
        if let first = scriptNames[trackingScript.name] {
            report(
                .error, .duplicateScript, "a second script of the name `\(printable(tree.text(ofWord: 1, in: statement)))` is left out",
                at: place, related: Diagnostic.Related(message: "the first one", range: first))
            return false
        }
        scriptNames[trackingScript.name] = place
        return true
    }

    mutating func endScript(_ statement: Int) {
        let draft = trackingScript
        let shown = printable(tree.text(ofWord: 1, in: statement))
        guard let words = draft.words else {
            report(.warning, .missingScript, "`\(shown)` has no `script`; it is left out", at: place(1, in: statement))
            return
        }
        let interval = draft.interval ?? .seconds(1)
        if draft.timeout == nil, !hasMentionedScriptTimeout {
            hasMentionedScriptTimeout = true
            report(
                .notice, .scriptTimeout, "`\(shown)` has no `timeout`: a run is ended after its interval, \(interval.secondsText) s, and counts as failed",
                at: place(1, in: statement), hint: "a script that restarts something may need a longer `timeout`")
        }
        scriptWeights[draft.name] = draft.weight
        let script = ScriptDefinition(
            name: draft.name, command: command(words, as: draft.user), interval: interval, timeout: draft.timeout, rise: draft.rise,
            fall: draft.fall, weight: draft.weight, beginsFailed: draft.beginsFailed)
        configuration.vrrpScripts.append(script)
        compareTimeoutWithInterval(script, at: place(1, in: statement))
    }

    /// `W [reverse|noreverse]`.
    mutating func trackingWeight(_ word: Int, in statement: Int) -> TrackingWeight? {
        let text = tree.text(ofWord: word, in: statement)
        let isNegative = text.first == UInt8(ascii: "-")
        let hasSign = isNegative || text.first == UInt8(ascii: "+")
        guard let size = Decimal.number(hasSign ? text.dropFirst() : text) else {
            invalidValue(word, in: statement, expected: "a weight of -253 to 253")
            return nil
        }
        guard TrackingWeight.range.contains(isNegative ? -size : size) else {
            report(.error, .outOfRange, "a weight goes from -253 to 253", at: place(word, in: statement))
            return nil
        }
        var weight = TrackingWeight(isNegative ? -size : size)
        if tree.wordCount(of: statement) > word + 1 {
            if isWord(word + 1, in: statement, "reverse") {
                weight.isReversed = true
            } else if !isWord(word + 1, in: statement, "noreverse") {
                invalidValue(word + 1, in: statement, expected: "reverse or noreverse")
                return nil
            }
        }
        return weight
    }

    /// A line `NAME [weight W [reverse|noreverse]]`.
    mutating func trackingLine(_ line: Int) -> TrackingDraft? {
        var draft = TrackingDraft(name: string(0, in: line), place: place(0, in: line))
        let count = tree.wordCount(of: line)
        if count == 1 { return draft }
        guard isWord(1, in: line, "weight"), count > 2 else {
            report(
                .error, .invalidValue, "`\(printable(tree.text(ofWord: 1, in: line)))` is not expected here", at: place(1, in: line),
                hint: "a line is written `NAME [weight W [reverse|noreverse]]`")
            return nil
        }
        guard let weight = trackingWeight(2, in: line) else { return nil }
        draft.weight = weight
        return draft
    }

    /// What the instance tracks; what can't be is left out, as keepalived leaves it out.
    mutating func resolvedTracking(interface: String) -> [Tracking] {
        var tracking: [Tracking] = []
        var places: [TrackedObject: SourceRange] = [:]
        for draft in instance.trackedScripts {
            guard let ownWeight = scriptWeights[draft.name] else {
                // Its own block was left out, which has been said.
                if scriptNames[draft.name] != nil { continue }
                report(
                    .error, .unknownScript, "there is no `vrrp_script` of the name `\(printable(Array(draft.name.utf8)[...]))`; it isn't tracked",
                    at: draft.place)
                continue
            }
            add(.script(draft.name), weight: draft.weight ?? ownWeight, draft.place, to: &tracking, &places)
        }
        for draft in instance.trackedInterfaces {
            if draft.name == interface, !instance.ignoresInterfaceState {
                // Without it there is FAULT anyway, and keepalived lets no weight change that.
                if let weight = draft.weight, weight.value != 0 {
                    report(
                        .warning, .duplicateTracking, "the instance's own interface is tracked without a weight; this one is ignored",
                        at: draft.place)
                }
                continue
            }
            add(.interface(draft.name), weight: draft.weight ?? TrackingWeight(0), draft.place, to: &tracking, &places)
        }
        return tracking
    }

    private mutating func add(
        _ object: TrackedObject, weight: TrackingWeight, _ place: SourceRange, to tracking: inout [Tracking],
        _ places: inout [TrackedObject: SourceRange]
    ) {
        if let first = places[object] {
            report(
                .warning, .duplicateTracking, "this is already tracked; the line is left out", at: place,
                related: Diagnostic.Related(message: "here for the first time", range: first))
            return
        }
        places[object] = place
        tracking.append(Tracking(object, weight: weight))
    }
}
