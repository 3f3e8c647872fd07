internal import ConfigurationLanguage
internal import HealthCheck

/// What a `url` block has said so far; nil where the text says nothing.
struct URLDraft {
    var path: String?
    /// A message about the path was already given.
    var hasBadPath = false
    var virtualHost: String?
    var statusCodes: [ClosedRange<UInt16>] = []
    var digest: [UInt8]?
    var requiresCloseNotify: Bool?
    var method: String?
    var headers: [String] = []
    var body: [UInt8] = []
    var expression: [UInt8]?
    var expressionPlace: SourceRange?
    var mustBeAbsent: Bool?
    var patternOptions: Set<PatternOption> = []
    var patternMemory: Int?
    var minimumOffset: Int?
    var maximumOffset: Int?
    /// Made of these where the block ends.
    var pattern: BodyPattern?
}
