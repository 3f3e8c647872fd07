public import IPVSTable
public import NetworkTypes

/// What makes a virtual server the same one over a reload, and how log lines name it.
public enum VirtualServerIdentity: Hashable, Sendable {
    /// `virtual_server ADDR PORT` or `virtual_server fwmark N`.
    case service(ServiceIdentity)
    /// `virtual_server group NAME`: all members of the group with one protocol, nil where they are firewall marks only.
    ///
    /// One group of marks may have a virtual server for each address family, if a mark in it has no family of its own: the family is there for IPv6,
    /// and nil everywhere else.
    case group(String, TransportProtocol?, AddressFamily? = nil)

    /// The protocol of its services; nil under firewall marks.
    public var transport: TransportProtocol? {
        switch self {
        case .service(.endpoint(let transport, _)): transport
        case .service(.firewallMark): nil
        case .group(_, let transport, _): transport
        }
    }

    /// The service that the identity itself names; nil for a group.
    public var ownService: ServiceIdentity? {
        switch self {
        case .service(let service): service
        case .group: nil
        }
    }
}

extension VirtualServerIdentity: CustomStringConvertible {
    /// `[172.17.1.160]:tcp:80`, `FWM 3`, or `[NAME]:0` for a group, as keepalived names a virtual server in its log lines.
    public var description: String {
        switch self {
        case .service(let service): service.description
        case .group(let name, _, _): "[\(name)]:0"
        }
    }
}
