public import NetworkTypes

/// An address that is to be put on an interface: a line of `virtual_ipaddress`, `virtual_ipaddress_excluded` or `static_ipaddress`.
public struct VirtualAddress: Hashable, Sendable {
    /// `ADDR[/M]`; without a length /32 or /128.
    public var prefix: IPPrefix
    /// `dev`; nil means the interface of the instance.
    public var interface: String?
    /// `peer`: the other end of a point-to-point link, with the length of its prefix.
    public var peer: IPPrefix?
    /// `brd`; `+` and `-` are already worked out. IPv4 only.
    public var broadcast: IPv4Address?
    /// `scope`; nil means global.
    public var scope: AddressScope?
    /// `label`: at most 15 bytes (IFNAMSIZ). IPv4 only.
    public var label: String?
    /// `home`, `nodad`, `mngtmpaddr`, `noprefixroute`, `autojoin`.
    public var flags: AddressFlags
    /// `preferred_lft` in seconds: 0 makes a deprecated address, which is no source of new connections; nil: forever.
    public var preferredLifetime: UInt32?
    /// `use_vmac`: on an interface of the virtual router's own hardware address over `interface`.
    public var usesVirtualInterface: Bool
    /// False with `no_track`: when somebody removes it, it stays away.
    public var isTracked: Bool
    /// `track_group` of a static address: the instances of the group are in FAULT while it can't be set.
    public var trackGroup: String?

    /// - Parameters:
    ///   - flags: nil takes what keepalived takes: no duplicate address detection, since the former master may still have the address.
    ///   - preferredLifetime: `.some(nil)` is forever; absent it is keepalived's default: 0 for a whole IPv6 address, else forever.
    public init(
        prefix: IPPrefix, interface: String? = nil, peer: IPPrefix? = nil, broadcast: IPv4Address? = nil, scope: AddressScope? = nil,
        label: String? = nil, flags: AddressFlags? = nil, preferredLifetime: UInt32?? = .none, usesVirtualInterface: Bool = false,
        isTracked: Bool = true, trackGroup: String? = nil
    ) {
        self.prefix = prefix
        self.interface = interface
        self.peer = peer
        self.broadcast = broadcast
        self.scope = scope
        self.label = label
        self.flags = flags ?? VirtualAddress.defaultFlags(of: prefix)
        self.preferredLifetime = preferredLifetime ?? VirtualAddress.defaultPreferredLifetime(of: prefix)
        self.usesVirtualInterface = usesVirtualInterface
        self.isTracked = isTracked
        self.trackGroup = trackGroup
    }

    public static func defaultFlags(of prefix: IPPrefix) -> AddressFlags {
        prefix.address.family == .ipv6 ? .noDuplicateDetection : []
    }

    /// A single IPv6 address is deprecated, so that the machine doesn't take it as the source of its own connections.
    public static func defaultPreferredLifetime(of prefix: IPPrefix) -> UInt32? {
        prefix.address.family == .ipv6 && prefix.length == 128 ? 0 : nil
    }
}
