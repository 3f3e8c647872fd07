/// Flags of an address (IFA_F_* of linux/if_addr.h, with the kernel's values).
public struct AddressFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// No duplicate address detection. IPv6.
    public static let noDuplicateDetection = AddressFlags(rawValue: 0x02)
    /// A home address (RFC 6275). IPv6.
    public static let home = AddressFlags(rawValue: 0x10)
    /// The kernel makes temporary addresses from it (RFC 4941). IPv6.
    public static let managesTemporary = AddressFlags(rawValue: 0x100)
    /// The kernel makes no route for the prefix.
    public static let noPrefixRoute = AddressFlags(rawValue: 0x200)
    /// A multicast address that is to be joined.
    public static let joins = AddressFlags(rawValue: 0x400)
}
