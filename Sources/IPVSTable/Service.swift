public import NetworkTypes

/// The transport protocols that IPVS balances, with their IP protocol numbers.
public enum TransportProtocol: UInt8, Hashable, Sendable, CaseIterable {
    case tcp = 6
    case udp = 17
    case sctp = 132

    /// `tcp`, `udp` or `sctp`, as it stands in log lines.
    public var name: String {
        switch self {
        case .tcp: "tcp"
        case .udp: "udp"
        case .sctp: "sctp"
        }
    }
}

/// What the kernel knows a virtual service by (struct ip_vs_service: protocol, address and port, or a firewall mark).
public enum ServiceIdentity: Hashable, Sendable {
    case endpoint(TransportProtocol, Endpoint)
    case firewallMark(UInt32, AddressFamily)

    public var family: AddressFamily {
        switch self {
        case .endpoint(_, let endpoint): endpoint.address.family
        case .firewallMark(_, let family): family
        }
    }
}

extension ServiceIdentity: Comparable {
    /// Endpoints before marks; then by address, port and protocol. Gives plans and listings a stable order.
    public static func < (left: ServiceIdentity, right: ServiceIdentity) -> Bool {
        switch (left, right) {
        case (.endpoint(let leftProtocol, let left), .endpoint(let rightProtocol, let right)):
            left == right ? leftProtocol.rawValue < rightProtocol.rawValue : left < right
        case (.firewallMark(let left, let leftFamily), .firewallMark(let right, let rightFamily)):
            (left, leftFamily.rawValue) < (right, rightFamily.rawValue)
        case (.endpoint, .firewallMark): true
        case (.firewallMark, .endpoint): false
        }
    }
}

extension ServiceIdentity: CustomStringConvertible {
    /// `[172.17.1.160]:tcp:80` or `FWM 3`: how keepalived names a virtual server in its log lines, mails and FIFOs. Where a mark has a service of each
    /// family, both are called the same there.
    public var description: String {
        switch self {
        case .endpoint(let transport, let endpoint): "[\(endpoint.address)]:\(transport.name):\(endpoint.port)"
        case .firewallMark(let mark, _): "FWM \(mark)"
        }
    }
}

/// A scheduler's name as the kernel module calls itself (`rr`, `wrr`, `wlc`, ...): at most 15 bytes (IP_VS_SCHEDNAME_MAXLEN).
public struct Scheduler: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public var rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public static let roundRobin = Scheduler(rawValue: "rr")
    public static let weightedRoundRobin = Scheduler(rawValue: "wrr")
    /// What keepalived uses where the configuration names none.
    public static let weightedLeastConnection = Scheduler(rawValue: "wlc")

    public var description: String { rawValue }
}

/// IP_VS_SVC_F_* of linux/ip_vs.h, without HASHED, which the kernel sets itself.
public struct ServiceFlags: OptionSet, Hashable, Sendable {
    public var rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    public static let persistent = ServiceFlags(rawValue: 0x1)
    public static let onePacket = ServiceFlags(rawValue: 0x4)
    /// `flag-1`; for sh it means sh-fallback, for mh mh-fallback.
    public static let scheduler1 = ServiceFlags(rawValue: 0x8)
    /// `flag-2`; for sh it means sh-port, for mh mh-port.
    public static let scheduler2 = ServiceFlags(rawValue: 0x10)
    public static let scheduler3 = ServiceFlags(rawValue: 0x20)

    /// The flags that a configuration decides; the rest is the kernel's own bookkeeping.
    public static let configurable: ServiceFlags = [.persistent, .onePacket, .scheduler1, .scheduler2, .scheduler3]
}

/// What configures a virtual service, apart from its identity and from its statistics.
public struct ServiceSettings: Hashable, Sendable {
    public var scheduler: Scheduler
    public var flags: ServiceFlags
    /// Seconds; 0 where the service isn't persistent.
    public var persistenceTimeout: UInt32
    /// The prefix length that groups clients of a persistent service: 32 for IPv4, 128 for IPv6 where nothing else is said.
    public var persistencePrefixLength: UInt8
    /// The persistence engine's name (`sip`), if any.
    public var persistenceEngine: String?

    public init(
        scheduler: Scheduler, flags: ServiceFlags = [], persistenceTimeout: UInt32 = 0, persistencePrefixLength: UInt8,
        persistenceEngine: String? = nil
    ) {
        self.scheduler = scheduler
        self.flags = flags
        self.persistenceTimeout = persistenceTimeout
        self.persistencePrefixLength = persistencePrefixLength
        self.persistenceEngine = persistenceEngine
    }
}
