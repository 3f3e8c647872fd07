public import IPVSTable
public import NetworkTypes

/// Something about a virtual server that belongs into the log, in keepalived's words, and that notifications can start from.
public enum VirtualServerEvent: Hashable, Sendable {
    case realServerUp(ServiceName, virtualServer: ServiceIdentity, inhibit: Bool)
    case realServerDown(ServiceName, virtualServer: ServiceIdentity, inhibit: Bool)
    case quorumGained(quorum: UInt32, hysteresis: UInt32, weight: UInt64, virtualServer: ServiceIdentity)
    case quorumLost(quorum: UInt32, hysteresis: UInt32, weight: UInt64, virtualServer: ServiceIdentity)
}

/// A real server as log lines name it: `[172.17.1.152]:tcp:80`.
public struct ServiceName: Hashable, Sendable, CustomStringConvertible {
    public var endpoint: Endpoint
    public var virtualServer: ServiceIdentity

    public init(_ endpoint: Endpoint, of virtualServer: ServiceIdentity) {
        self.endpoint = endpoint
        self.virtualServer = virtualServer
    }

    public var description: String { "" }
}
