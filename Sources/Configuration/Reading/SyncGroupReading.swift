internal import ConfigurationLanguage
internal import NetworkTypes
internal import VRRP

/// What the `vrrp_sync_group` blocks have said; their members may stand behind them in the text.
struct SyncGroupDrafts {
    var current = SyncGroupDraft()
    var complete: [SyncGroupDraft] = []
    var names: [String: SourceRange] = [:]
}

struct SyncGroupDraft {
    var name = ""
    var place: SourceRange?
    var members: [(name: String, place: SourceRange)] = []
    var tracked: [TrackingDraft] = []
    var allowsMemberWeights = false
    var notifications = NotificationScripts()
    var sendsMail: Bool?
    var tellsPriorities: Bool?
}

extension Reader {
    mutating func beginSyncGroup(_ statement: Int) -> Bool {
        let place = place(1, in: statement)
        syncGroups.current = SyncGroupDraft(name: string(1, in: statement), place: place)
        let name = syncGroups.current.name
        if let first = syncGroups.names[name] {
            report(
                .error, .duplicateSyncGroup, "a second sync group of the name `\(printable(name))` is left out", at: place,
                related: Diagnostic.Related(message: "the first one", range: first))
            return false
        }
        syncGroups.names[name] = place
        return true
    }

    mutating func endSyncGroup(_ statement: Int) {
        syncGroups.complete.append(syncGroups.current)
    }

    mutating func readSyncGroupMembers(_ line: Int) {
        for word in 0..<tree.wordCount(of: line) {
            syncGroups.current.members.append((string(word, in: line), place(word, in: line)))
        }
    }

    /// When all instances are known.
    mutating func resolveSyncGroups() {
        var groupOf: [String: (group: String, place: SourceRange)] = [:]
        let known = Dictionary(configuration.vrrpInstances.enumerated().map { ($1.parameters.name, $0) }, uniquingKeysWith: { first, _ in first })
        for draft in syncGroups.complete {
            var members: [String] = []
            for (name, place) in draft.members {
                if known[name] == nil {
                    // One that was left out has been complained about.
                    if instanceNames[name] == nil {
                        report(.error, .unknownInstance, "there is no `vrrp_instance` of the name `\(printable(name))`", at: place)
                    }
                } else if let first = groupOf[name] {
                    report(
                        .error, .instanceInTwoGroups, "`\(printable(name))` is already a member of `\(printable(first.group))`", at: place,
                        related: Diagnostic.Related(message: "here", range: first.place))
                } else {
                    groupOf[name] = (draft.name, place)
                    members.append(name)
                }
            }
            finish(draft, members, known)
        }
    }

    private mutating func finish(_ draft: SyncGroupDraft, _ members: [String], _ known: [String: Int]) {
        guard let place = draft.place else { return }
        if members.isEmpty {
            report(.warning, .emptySyncGroup, "the sync group `\(printable(draft.name))` has no instance; it is left out", at: place)
            return
        }
        if members.count == 1 {
            report(.warning, .groupOfOne, "the sync group `\(printable(draft.name))` has one instance only", at: place)
        }
        let tracking = resolved(draft.tracked)
        if !draft.allowsMemberWeights {
            for member in members { if let index = known[member] { dropWeights(ofInstance: index, in: draft.name) } }
        }
        // It is told about instances only, so it is theirs.
        if let tells = draft.tellsPriorities {
            for member in members { if let index = known[member] { configuration.vrrpInstances[index].tellsPriorities = tells } }
        }
        configuration.syncGroups.append(
            SyncGroupDefinition(
                name: draft.name, members: members, tracking: tracking, allowsMemberWeights: draft.allowsMemberWeights,
                notifications: draft.notifications, sendsMail: draft.sendsMail ?? defaults.sendsMailOfInstances ?? defaults.sendsMail ?? false))
    }

    /// Members must not come to different priorities by themselves: keepalived ignores what they track with a weight.
    private mutating func dropWeights(ofInstance index: Int, in group: String) {
        let instance = configuration.vrrpInstances[index].parameters
        let weighted = instance.tracking.filter { $0.weight.value != 0 }
        guard let first = weighted.first, let place = instanceNames[instance.name] else { return }
        configuration.vrrpInstances[index].parameters.tracking.removeAll { $0.weight.value != 0 }
        let names = weighted.map { "`\(printable($0.object.name))`" }.joined(separator: ", ")
        report(
            .warning, .weightInGroup, "`\(printable(instance.name))` is in the sync group `\(printable(group))`: it does not track \(names), which \(weighted.count == 1 ? "has a weight" : "have weights")",
            at: place, hint: "let the group track \(weighted.count == 1 ? "it (`\(first.object.listKeyword)`)" : "them"), or write `sync_group_tracking_weight` there")
    }
}

extension TrackedObject {
    static let listKeywords = ["track_script", "track_interface", "track_file", "track_process", "track_bfd", "track_virtual_server"]

    /// The keyword of the list that it stands in.
    var listKeyword: String {
        switch self {
        case .script: "track_script"
        case .interface: "track_interface"
        case .file: "track_file"
        case .process: "track_process"
        case .session: "track_bfd"
        case .virtualServer: "track_virtual_server"
        case .staticGroup: "track_group"
        }
    }
}
