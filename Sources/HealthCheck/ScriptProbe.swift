public import NetworkTypes

/// MISC_CHECK: a program of the operator's says by its exit status how the real server is.
public struct ScriptProbe: Hashable, Sendable {
    /// `misc_path`, run as `user`.
    public var command: ScriptCommand
    /// `misc_timeout`: how long it may run.
    public var timeout: Duration
    /// `misc_dynamic`: an exit status from 2 on is success, and two more than the weight that the real server deserves.
    public var isDynamic: Bool

    public init(command: ScriptCommand, timeout: Duration, isDynamic: Bool = false) {
        self.command = command
        self.timeout = timeout
        self.isDynamic = isDynamic
    }

    /// What an exit status means.
    public func verdict(onStatus status: Int32) -> Verdict {
        switch status {
        case 0: .success
        case 2...255 where isDynamic: .successWithWeight(.weight(UInt32(status - 2)))
        default: .failure(.scriptStatus(status))
        }
    }
}
