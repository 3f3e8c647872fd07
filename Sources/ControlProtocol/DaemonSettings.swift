public import Configuration

/// What the supervisor itself needs of a configuration. It never reads one: whoever does tells it.
public struct DaemonSettings: Hashable, Sendable {
    public var control = ControlSettings()

    public init() {}

    public init(of configuration: Configuration) {
        control = configuration.global.control
    }
}

/// In bytes: a flag, then the group in UTF-8 up to the end.
extension DaemonSettings {
    /// In bytes, at most.
    public static let longestEncoding = 256

    public var encoded: [UInt8] {
        [control.groupMayChange ? 1 : 0] + control.group.utf8
    }

    /// - Parameter encoded: as `encoded` gives it; nil where it isn't.
    public init?(encoded: some Collection<UInt8>) {
        guard let flag = encoded.first, flag <= 1, (2...Self.longestEncoding).contains(encoded.count),
            let group = String(validating: encoded.dropFirst(), as: UTF8.self)
        else { return nil }
        control.groupMayChange = flag == 1
        control.group = group
    }
}
