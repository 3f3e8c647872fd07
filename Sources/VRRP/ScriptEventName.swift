extension ScriptEvent.Kind {
    /// What machines call it, in the log's structured forms.
    public var name: String {
        switch self {
        case .returns: "script_returns"
        case .succeeded: "script_succeeded"
        case .failed: "script_failed"
        case .timeoutIsTooShort: "script_timeout_is_too_short"
        case .skipped: "script_skipped"
        }
    }
}
