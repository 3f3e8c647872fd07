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
}
