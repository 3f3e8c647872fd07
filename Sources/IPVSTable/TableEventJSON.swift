public import NetworkTypes

extension TableEvent {
    /// What happened, in one word for programs.
    public var kind: String {
        switch self {
        case .refused: "tableRefused"
        case .settled: "tableSettled"
        case .failed: "tableFailed"
        case .drift, .moreDrift: "tableDrift"
        }
    }

    /// Members: `kind`, `isRepaired` and `count` of differences, and `text`, which is the log line.
    public func write(to json: inout JSONText) {
        json.member("kind", kind)
        switch self {
        case .refused(let refusal): json.member("object", "\(refusal.change.service)")
        case .settled(let service): json.member("object", "\(service)")
        case .drift(_, let isRepaired):
            json.member("isRepaired", isRepaired)
            json.member("cause", "somebody else changed the table")
        case .moreDrift(let count, let isRepaired):
            json.member("count", count)
            json.member("isRepaired", isRepaired)
        case .failed: break
        }
        json.member("text", description)
    }
}
