public import NetworkTypes

/// `startup_script` or `shutdown_script`: run once, before the daemon's processes begin, or after they have ended.
public struct LifecycleScript: Hashable, Sendable {
    public var command: ScriptCommand
    /// 1 to 1000 s; longer it isn't waited for.
    public var timeout: Duration

    public init(_ command: ScriptCommand, timeout: Duration = LifecycleScript.defaultTimeout) {
        self.command = command
        self.timeout = timeout
    }

    public static let defaultTimeout = Duration.seconds(10)

    /// When it runs.
    public enum Moment: Sendable {
        case startup, shutdown

        /// The keyword.
        public var keyword: String {
            switch self {
            case .startup: "startup_script"
            case .shutdown: "shutdown_script"
            }
        }
    }
}

extension GlobalDefinitions {
    public func script(at moment: LifecycleScript.Moment) -> LifecycleScript? {
        switch moment {
        case .startup: startupScript
        case .shutdown: shutdownScript
        }
    }
}
