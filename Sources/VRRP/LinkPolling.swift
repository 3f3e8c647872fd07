/// How the state of a link is asked for: `linkbeat_interfaces`.
public enum LinkPolling: Hashable, Sendable, CaseIterable {
    case mii, ethtool, ioctl

    /// The word of the configuration.
    public var name: String {
        switch self {
        case .mii: "MII"
        case .ethtool: "ETHTOOL"
        case .ioctl: "IOCTL"
        }
    }

    /// The ways in which it is tried, this one first: not each driver knows each.
    public var attempts: [LinkPolling] {
        [self] + Self.allCases.filter { $0 != self }
    }

    /// keepalived's.
    public static let interval = Duration.seconds(1)
}

/// What the configuration says of links.
public struct LinkSettings: Hashable, Sendable {
    /// `interface_up_down_delays`, by interface.
    public var delays: [String: LinkDelays] = [:]
    /// `linkbeat_interfaces`, and `linkbeat_use_polling` of instances.
    public var polling: [String: LinkPolling] = [:]
    /// `linkbeat_use_polling`: every link that matters is polled.
    public var pollsAll = false
    /// `dynamic_interfaces`: what is named and isn't there when the configuration is read is waited for.
    public var waitsForMissing = false

    public init() {}

    public func polling(of interface: String) -> LinkPolling? {
        polling[interface] ?? (pollsAll ? .mii : nil)
    }
}
