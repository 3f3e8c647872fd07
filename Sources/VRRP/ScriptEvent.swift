internal import NetworkTypes

/// Something that happened to a tracking script, to be logged.
public struct ScriptEvent: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Its exit status differs from the last one.
        case returns(Int32)
        case succeeded
        case failed(ScriptResult)
        /// Why it timed out, and what helps.
        case timeoutIsTooShort(Duration)
        /// It was due and didn't start, because its last run goes on.
        case skipped
    }

    public let scriptName: String
    public let kind: Kind

    /// Whether the operator is to be warned.
    public var isWarning: Bool {
        switch kind {
        case .skipped, .timeoutIsTooShort: true
        case .returns, .succeeded, .failed: false
        }
    }
}

extension ScriptEvent: CustomStringConvertible {
    /// The line for the log, in keepalived's words where it has some.
    public var description: String {
        switch kind {
        case .returns(let status): "Script `\(scriptName)` now returning \(status)"
        case .succeeded: "VRRP_Script(\(scriptName)) succeeded"
        case .failed(.exited(let status)): "VRRP_Script(\(scriptName)) failed (exited with status \(status))"
        case .failed(.killed(let signal)): "VRRP_Script(\(scriptName)) failed (due to signal \(signal))"
        case .failed(.timedOut): "VRRP_Script(\(scriptName)) timed_out"
        case .failed(.notStarted(let reason)): "VRRP_Script(\(scriptName)) failed (\(reason))"
        case .timeoutIsTooShort(let timeout):
            "Script `\(scriptName)` was ended after \(timeout.secondsText) seconds, which is its `timeout` (by default its `interval`); where it may take longer, set a longer `timeout`"
        case .skipped: "Track script \(scriptName) is already running, expect idle - skipping run"
        }
    }
}
