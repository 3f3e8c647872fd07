public import ConfigurationLanguage

/// Mistakes about what is tracked, and about groups.
extension Diagnostic.Code {
    public static let unknownTracker = Diagnostic.Code(rawValue: "unknown-tracker")
    public static let duplicateSyncGroup = Diagnostic.Code(rawValue: "duplicate-sync-group")
    public static let emptySyncGroup = Diagnostic.Code(rawValue: "empty-sync-group")
    public static let groupOfOne = Diagnostic.Code(rawValue: "group-of-one")
    public static let duplicateTrackGroup = Diagnostic.Code(rawValue: "duplicate-track-group")
    public static let emptyTrackGroup = Diagnostic.Code(rawValue: "empty-track-group")
    public static let unknownInstance = Diagnostic.Code(rawValue: "unknown-instance")
    public static let instanceInTwoGroups = Diagnostic.Code(rawValue: "instance-in-two-groups")
    public static let weightInGroup = Diagnostic.Code(rawValue: "weight-in-group")

    public static let duplicateTracker = Diagnostic.Code(rawValue: "duplicate-tracker")
    public static let incompleteTracker = Diagnostic.Code(rawValue: "incomplete-tracker")

    public static let duplicateSession = Diagnostic.Code(rawValue: "duplicate-session")
    public static let slowSession = Diagnostic.Code(rawValue: "slow-session")

    static let aboutTracking: KeyValuePairs<String, String> = [
        "unknown-tracker": "A `track_*` list names something that isn't there: the line is left out. FILE_CHECK or BFD_CHECK does: the real server isn't checked by it. Something static names a `track_group` that isn't there: nobody follows it.",
        "duplicate-tracker": "A second `track_file`, `vrrp_track_process` or `bfd_instance` of the same name is left out.",
        "incomplete-tracker": "A `track_file` without `file`, a `vrrp_track_process` without `process`, or a `bfd_instance` without `neighbor_ip`, is left out.",
        "duplicate-session": "Two `bfd_instance` with one neighbour, where no `source_ip` tells them apart: the second is left out.",
        "slow-session": "An interval of BFD of more than 10 s.",
        "duplicate-sync-group": "A second group of the same name is left out.",
        "empty-sync-group": "A group without a known instance is left out.",
        "duplicate-track-group": "A second `track_group` of the same name is left out.",
        "empty-track-group": "A `track_group` without a known instance: nobody follows what names it.",
        "group-of-one": "A sync group with one instance: there is nothing to synchronise it with.",
        "unknown-instance": "A group, or `lvs_sync_daemon`, names an instance that isn't there: what names it is left out.",
        "instance-in-two-groups": "An instance is in two sync groups: it stays in the first.",
        "weight-in-group": "What a member of a sync group tracks with a weight is ignored without `sync_group_tracking_weight`.",
    ]
}
