public import NetworkTypes

/// A set of the kernel's (ipset(8)): what firewall rules compare addresses with.
public struct IPSetDefinition: Hashable, Sendable {
    /// What a member consists of.
    public enum Kind: String, Hashable, Sendable {
        case address = "hash:ip"
        case network = "hash:net"
        case addressAndPort = "hash:ip,port"
        /// A network and the interface that it is on, for link-local addresses.
        case networkAndInterface = "hash:net,iface"
    }

    /// 1 to 31 bytes (IPSET_MAXNAMELEN less the end).
    public var name: String
    public var kind: Kind
    public var family: AddressFamily

    public init(name: String, kind: Kind, family: AddressFamily) {
        self.name = name
        self.kind = kind
        self.family = family
    }
}

/// A member of a set. Which of the parts count depends on the kind of the set.
public struct IPSetMember: Hashable, Sendable {
    public enum TransportProtocol: String, Hashable, Sendable {
        case tcp, udp, sctp
    }

    public var prefix: IPPrefix
    public var interface: String?
    public var transport: TransportProtocol?
    /// Counts together with `transport`.
    public var port: UInt16

    public init(_ prefix: IPPrefix, interface: String? = nil, transport: TransportProtocol? = nil, port: UInt16 = 0) {
        self.prefix = prefix
        self.interface = interface
        self.transport = transport
        self.port = port
    }

    public init(_ address: IPAddress, interface: String? = nil, transport: TransportProtocol? = nil, port: UInt16 = 0) {
        self.init(IPPrefix(address, length: address.family.bitWidth), interface: interface, transport: transport, port: port)
    }

    /// As ipset(8) takes it: an address, never a name, which the library would look up.
    var text: String {
        var parts = [prefix.length == prefix.address.family.bitWidth ? prefix.address.description : prefix.description]
        if let transport { parts.append("\(transport.rawValue):\(port)") }
        if let interface { parts.append(interface) }
        return parts.joined(separator: ",")
    }
}
