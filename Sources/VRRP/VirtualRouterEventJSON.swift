public import NetworkTypes

// What those hear who follow events.

extension Transition {
    /// Members of an event: `kind`, `object`, `from`, `to`, `cause`.
    public func writeEvent(of name: String, priority: UInt8, to json: inout JSONText) {
        json.member("kind", "instanceState")
        json.member("object", name)
        json.member("from", from.description)
        json.member("to", to.description)
        json.member("priority", priority)
        json.member("reason", reason.rawValue)
        json.member("cause", cause)
        json.member("text", "(\(name)) \(from) to \(to): \(cause)")
    }
}

extension VirtualRouter.Event {
    /// Members of an event; nil where there is another event that says the same, or where it is of no interest to anybody who follows.
    public func write(to json: inout JSONText) -> Bool {
        switch kind {
        case .changedPriority(let old, let new):
            json.member("kind", "priorityChanged")
            json.member("object", instanceName)
            json.member("from", old)
            json.member("to", new)
        case .heardLowerPriority(let priority, let source, _, _):
            json.member("kind", "masterConflict")
            json.member("object", instanceName)
            json.member("priority", priority)
            json.member("cause", "\(source) advertises too")
        case _ where level == .warning:
            json.member("kind", "instanceWarning")
            json.member("object", instanceName)
        default: return false
        }
        json.member("text", description)
        return true
    }
}
