internal import BFD
internal import ConfigurationLanguage
internal import NetworkTypes
internal import VRRP

/// A line of a `track_*` list, until it is known what there is to track.
struct TrackingDraft {
    var object: TrackedObject
    /// Nil takes the weight of the tracked object itself.
    var weight: WeightDraft?
    var place: SourceRange
}

/// `W [reverse|noreverse]` as it is written.
struct WeightDraft {
    var value: Int
    /// Nil where neither word stands: a reference turns the weight round as the tracked object itself does.
    var isReversed: Bool?

    func weight(reversedByDefault: Bool = false) -> TrackingWeight {
        TrackingWeight(value, reversed: isReversed ?? reversedByDefault)
    }
}

/// A block that says what can be tracked.
struct TrackerDeclaration {
    /// Nil where the block was left out, which has been said.
    var weight: TrackingWeight?
    var place: SourceRange
}

extension Reader {
    /// Notes the name of a block that can be tracked; where there is one already, says so and returns false.
    mutating func declare(_ object: TrackedObject, _ code: Diagnostic.Code, _ kind: String, at place: SourceRange) -> Bool {
        if let first = trackers[object] {
            report(
                .error, code, "a second \(kind) of the name `\(printable(object.name))` is left out", at: place,
                related: Diagnostic.Related(message: "the first one", range: first.place))
            return false
        }
        trackers[object] = TrackerDeclaration(weight: nil, place: place)
        return true
    }

    /// The weight of a block that can be tracked.
    mutating func trackingWeight(_ word: Int, in statement: Int, _ range: ClosedRange<Int> = TrackingWeight.range) -> TrackingWeight? {
        weightDraft(word, in: statement, range)?.weight()
    }

    /// `W [reverse|noreverse]`.
    mutating func weightDraft(_ word: Int, in statement: Int, _ range: ClosedRange<Int> = TrackingWeight.range) -> WeightDraft? {
        let text = tree.text(ofWord: word, in: statement)
        let isNegative = text.first == UInt8(ascii: "-")
        let hasSign = isNegative || text.first == UInt8(ascii: "+")
        guard let size = Decimal.number(hasSign ? text.dropFirst() : text) else {
            invalidValue(word, in: statement, expected: "a weight of \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        guard range.contains(isNegative ? -size : size) else {
            report(.error, .outOfRange, "a weight goes from \(range.lowerBound) to \(range.upperBound)", at: place(word, in: statement))
            return nil
        }
        var weight = WeightDraft(value: isNegative ? -size : size)
        if tree.wordCount(of: statement) > word + 1 {
            if isWord(word + 1, in: statement, "reverse") {
                weight.isReversed = true
            } else if isWord(word + 1, in: statement, "noreverse") {
                weight.isReversed = false
            } else {
                invalidValue(word + 1, in: statement, expected: "reverse or noreverse")
                return nil
            }
        }
        return weight
    }

    /// A line `NAME [weight W [reverse|noreverse]]`.
    mutating func trackingLine(_ line: Int, as object: (String) -> TrackedObject) -> TrackingDraft? {
        var draft = TrackingDraft(object: object(string(0, in: line)), place: place(0, in: line))
        let count = tree.wordCount(of: line)
        if count == 1 { return draft }
        guard isWord(1, in: line, "weight"), count > 2 else {
            report(
                .error, .invalidValue, "`\(printable(tree.text(ofWord: 1, in: line)))` is not expected here", at: place(1, in: line),
                hint: "a line is written `NAME [weight W [reverse|noreverse]]`")
            return nil
        }
        guard let weight = weightDraft(2, in: line, draft.object.weightRange) else { return nil }
        draft.weight = weight
        return draft
    }

    /// What is tracked; what can't be is left out, as keepalived leaves it out.
    ///
    /// - Parameter interface: one that is tracked anyway.
    mutating func resolved(_ drafts: [TrackingDraft], interface: String? = nil) -> [Tracking] {
        var tracking: [Tracking] = []
        var places: [TrackedObject: SourceRange] = [:]
        for draft in drafts {
            guard let weight = weight(of: draft, interface: interface) else { continue }
            if let first = places[draft.object] {
                report(
                    .warning, .duplicateTracking, "this is already tracked; the line is left out", at: draft.place,
                    related: Diagnostic.Related(message: "here for the first time", range: first))
                continue
            }
            places[draft.object] = draft.place
            tracking.append(Tracking(draft.object, weight: weight))
        }
        // List by list, wherever the lists stand.
        return TrackedObject.listKeywords.flatMap { keyword in tracking.filter { $0.object.listKeyword == keyword } }
    }

    /// - Returns: nil where the object isn't to be tracked.
    private mutating func weight(of draft: TrackingDraft, interface: String?) -> TrackingWeight? {
        switch draft.object {
        case .interface(let name) where name == interface:
            // Without it there is FAULT anyway, and keepalived lets no weight change that.
            if let weight = draft.weight, weight.value != 0 {
                report(
                    .warning, .duplicateTracking, "the instance's own interface is tracked without a weight; this one is ignored",
                    at: draft.place)
            }
            return nil
        case .session(let name) where !isKnownSession(name, to: .virtualRouters, at: draft.place): return nil
        case .interface, .virtualServer, .staticGroup: return draft.weight?.weight() ?? TrackingWeight(0)
        case .script, .file, .process, .session:
            if let declaration = trackers[draft.object] {
                return declaration.weight.map { own in draft.weight?.weight(reversedByDefault: own.isReversed) ?? own }
            }
            let name = printable(draft.object.name)
            report(
                .error, draft.object.unknownCode, "there is no `\(draft.object.keyword)` of the name `\(name)`; it isn't tracked", at: draft.place)
            return nil
        }
    }
}

extension TrackedObject {
    /// The keyword of the block that declares it.
    var keyword: String {
        switch self {
        case .script: "vrrp_script"
        case .interface: "interface"
        case .file: "track_file"
        case .process: "vrrp_track_process"
        case .session: "bfd_instance"
        case .virtualServer: "virtual_server"
        case .staticGroup: "track_group"
        }
    }

    fileprivate var unknownCode: Diagnostic.Code {
        if case .script = self { .unknownScript } else { .unknownTracker }
    }

    var weightRange: ClosedRange<Int> {
        switch self {
        case .script, .interface, .session, .virtualServer, .staticGroup: TrackingWeight.range
        case .file, .process: TrackingWeight.wideRange
        }
    }
}
