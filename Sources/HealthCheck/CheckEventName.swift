extension CheckEvent {
    /// What machines call it, in the log's structured forms.
    public var name: String {
        switch self {
        case .activated: "activated"
        case .succeeded: "succeeded"
        case .urlSucceeded: "url_succeeded"
        case .attemptFailed: "attempt_failed"
        case .failed: "failed"
        }
    }
}
