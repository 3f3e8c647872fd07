internal import ConfigurationLanguage
internal import VRRP

/// What the `track_group` blocks have said, and who names them; both may stand anywhere in the text.
struct TrackGroupDrafts {
    var current = TrackGroupDraft()
    var complete: [TrackGroupDraft] = []
    var names: [String: SourceRange] = [:]
    /// Where static addresses, routes and rules name a group.
    var uses: [(name: String, place: SourceRange)] = []
}

struct TrackGroupDraft {
    var name = ""
    var place: SourceRange?
    var members: [(name: String, place: SourceRange)] = []
}

extension Reader {
    mutating func beginTrackGroup(_ statement: Int) -> Bool {
        let place = place(1, in: statement)
        trackGroups.current = TrackGroupDraft(name: string(1, in: statement), place: place)
        let name = trackGroups.current.name
        if let first = trackGroups.names[name] {
            report(
                .error, .duplicateTrackGroup, "a second `track_group` of the name `\(printable(name))` is left out", at: place,
                related: Diagnostic.Related(message: "the first one", range: first))
            return false
        }
        trackGroups.names[name] = place
        return true
    }

    mutating func endTrackGroup(_ statement: Int) {
        trackGroups.complete.append(trackGroups.current)
    }

    mutating func readTrackGroupMembers(_ line: Int) {
        for word in 0..<tree.wordCount(of: line) {
            trackGroups.current.members.append((string(word, in: line), place(word, in: line)))
        }
    }

    /// The name behind `track_group` in the line of something static.
    mutating func trackGroupName(_ word: Int, in line: Int) -> String {
        let name = string(word, in: line)
        trackGroups.uses.append((name, place(word, in: line)))
        return name
    }

    /// When all instances, and all that is static, are known.
    mutating func resolveTrackGroups() {
        let known = Set(configuration.vrrpInstances.map(\.parameters.name))
        for draft in trackGroups.complete {
            guard let place = draft.place else { continue }
            var members: [String] = []
            for (name, place) in draft.members where !members.contains(name) {
                if known.contains(name) {
                    members.append(name)
                } else if instanceNames[name] == nil {
                    report(.error, .unknownInstance, "there is no `vrrp_instance` of the name `\(printable(name))`", at: place)
                }
            }
            if members.isEmpty {
                report(.warning, .emptyTrackGroup, "the track group `\(printable(draft.name))` has no instance", at: place)
            }
            configuration.staticNetwork.trackGroups.append(StaticTrackGroup(name: draft.name, members: members))
        }
        for (name, place) in trackGroups.uses where trackGroups.names[name] == nil {
            report(.error, .unknownTracker, "there is no `track_group` of the name `\(printable(name))`; no instance follows this", at: place)
        }
        configuration.staticNetwork.forgetUnknownGroups()
    }
}
