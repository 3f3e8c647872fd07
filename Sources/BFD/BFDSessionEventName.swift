extension BFDSessionEvent.Kind {
    /// What machines call it, in the log's structured forms.
    public var name: String {
        switch self {
        case .entered: "entered"
        case .expired: "expired"
        case .startedPoll: "started_poll"
        case .agreed: "agreed"
        case .resumed: "resumed"
        }
    }
}
