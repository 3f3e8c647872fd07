internal import ConfigurationLanguage
internal import NetworkTypes
internal import VRRP

/// What a `garp_group` block has said so far.
struct AnnouncementGroupDraft {
    var gratuitousARP: Duration?
    var neighbourAdvertisement: Duration?
    var interfaces: [String] = []
}

extension Reader {
    /// Works what the text says of gratuitous ARP into the parameters.
    mutating func resolveGratuitousARP(_ parameters: inout VirtualRouterParameters) {
        let (own, global) = (instance.garp, defaults.garp)
        let once = defaults.announcesOnce
        let delay = global.masterDelay ?? (once ? .zero : .seconds(5))
        let rounds = global.masterRepeat ?? (once ? 1 : 5)
        parameters.gratuitousARPDelay = own.masterDelay ?? delay
        parameters.gratuitousARPRepeat = own.masterRepeat ?? rounds
        // keepalived has these follow the global ones, and not what the instance says of taking over.
        parameters.gratuitousARPLowerPriorityDelay = own.lowerPriorityDelay ?? global.lowerPriorityDelay ?? delay
        parameters.gratuitousARPLowerPriorityRepeat = own.lowerPriorityRepeat ?? global.lowerPriorityRepeat ?? rounds
        parameters.gratuitousARPRefresh = own.refresh ?? global.refresh ?? .zero
        parameters.gratuitousARPRefreshRepeat = own.refreshRepeat ?? global.refreshRepeat ?? 1
    }

    /// `[all] SECONDS`; zero turns it off.
    mutating func extraAnnouncements(_ statement: Int) -> ExtraAnnouncements? {
        let all = isWord(1, in: statement, "all")
        guard tree.wordCount(of: statement) > (all ? 2 : 1) else {
            report(.error, .missingValue, "`all` is followed by a number of seconds", at: place(1, in: statement))
            return nil
        }
        guard let interval = seconds(all ? 2 : 1, in: statement, .zero...(.seconds(86400))) else { return nil }
        return ExtraAnnouncements(interval: interval, onAllInterfaces: all)
    }

    mutating func endAnnouncementGroup(_ statement: Int) {
        let draft = announcementGroup
        let place = place(0, in: statement)
        guard !draft.interfaces.isEmpty, draft.gratuitousARP != nil || draft.neighbourAdvertisement != nil else {
            report(.warning, .incompleteGroup, "a `garp_group` needs an interface and `garp_interval` or `gna_interval`; it is left out", at: place)
            return
        }
        configuration.global.announcementLimits.groups.append(
            AnnouncementLimits.Group(
                interfaces: draft.interfaces, gratuitousARP: draft.gratuitousARP, neighbourAdvertisement: draft.neighbourAdvertisement))
    }

    /// An interface follows one limit: it stands in one group.
    mutating func addToAnnouncementGroup(_ name: String, at place: SourceRange) {
        if let first = announcementGroupPlaces[name] {
            report(
                .warning, .duplicateGroupMember, "`\(printable(name))` is already in a `garp_group`; it stays there", at: place,
                related: Diagnostic.Related(message: "here for the first time", range: first))
            return
        }
        announcementGroupPlaces[name] = place
        announcementGroup.interfaces.append(name)
    }
}
