internal import NetworkTypes
internal import VRRP

extension ProcessTracker {
    /// The members of a tracked process in keepalived's JSON of version 2 (keepalived 2.4.3).
    func writeKeepalivedJSON(to json: inout JSONText) {
        json.member("process", definition.name)
        if !definition.pattern.arguments.isEmpty { json.member("parameters", definition.pattern.arguments.joined(separator: " ")) }
        json.member("param_match", definition.pattern.argumentMatch.keepalivedName)
        json.member("min_processes", definition.quorum.lowerBound)
        // Without `quorum_max` there is no such member.
        if definition.quorum.upperBound < Int(UInt32.max) { json.member("max_processes", definition.quorum.upperBound) }
        json.member("current_processes", count)
        json.member("have_quorum", isUp)
        json.member("weight", definition.weight.isReversed ? -definition.weight.value : definition.weight.value)
        json.member("terminate_delay", seconds: definition.terminateDelay)
        json.member("fork_delay", seconds: definition.forkDelay)
        json.member("fork_delay_timer_running", runningDelay == .fork)
        json.member("terminate_delay_timer_running", runningDelay == .terminate)
        json.member("full_command", definition.pattern.usesCommandLine)
    }
}

extension ProcessPattern.ArgumentMatch? {
    fileprivate var keepalivedName: String {
        switch self {
        case nil: "none"
        case .exact?: "exact"
        case .partial?: "partial"
        case .initial?: "initial"
        }
    }
}
