public import NetworkTypes

extension AddressFamily {
    /// AF_INET or AF_INET6 (linux/socket.h), as messages name the family.
    public var number: UInt8 { self == .ipv4 ? 2 : 10 }

    /// - Returns: nil for families of other kinds.
    public init?(number: some BinaryInteger) {
        switch number {
        case 2: self = .ipv4
        case 10: self = .ipv6
        default: return nil
        }
    }
}
