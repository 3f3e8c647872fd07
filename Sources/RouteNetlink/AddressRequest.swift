public import NetworkTypes
public import Routing

/// An address that is to be put on an interface.
public struct AddressRequest: Hashable, Sendable {
    public var interfaceIndex: Int32
    public var address: VirtualAddress

    public init(interfaceIndex: Int32, address: VirtualAddress) {
        self.interfaceIndex = interfaceIndex
        self.address = address
    }

    public var prefix: IPPrefix { address.prefix }

    /// As the kernel lists it: on a point-to-point link the length is that of the other end's prefix.
    public var listedPrefix: IPPrefix { IPPrefix(address.prefix.address, length: (address.peer ?? address.prefix).length) }
}
