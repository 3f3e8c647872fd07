internal import CNetlink
internal import Netlink
internal import NetworkTypes
internal import Routing

/// RTM_NEWADDR and RTM_DELADDR as they are sent (rtnetlink(7), linux/if_addr.h).
enum AddressMessages {
    static func addition(_ request: AddressRequest) -> NetlinkMessage {
        let address = request.address
        let message = NetlinkMessage(
            type: Int32(RTM_NEWADDR), flags: NLM_F_CREATE | NLM_F_EXCL, header: header(request, scope: address.scope?.rawValue ?? 0), capacity: 160)
        putAddresses(address, message)
        if let broadcast = address.broadcast { message.put(Int(IFA_BROADCAST), bytes: broadcast.bytes) }
        if let label = address.label, address.prefix.address.family == .ipv4 { message.put(Int(IFA_LABEL), label) }
        if !address.flags.isEmpty { message.put(Int(IFA_FLAGS), address.flags.rawValue) }
        if let lifetime = address.preferredLifetime {
            message.put(Int(IFA_CACHEINFO), value: ifa_cacheinfo(ifa_prefered: lifetime, ifa_valid: .max, cstamp: 0, tstamp: 0))
        }
        // Kernels before 5.18 pass over it.
        message.put(RouteMessages.ifaProto, Route.directorOrigin)
        return message
    }

    /// Names what makes the address the one that it is, and nothing that somebody may have changed since.
    static func removal(_ request: AddressRequest) -> NetlinkMessage {
        let message = NetlinkMessage(type: Int32(RTM_DELADDR), flags: 0, header: header(request, scope: 0), capacity: 128)
        putAddresses(request.address, message)
        return message
    }

    /// The length is that of the peer's prefix where there is one: the kernel keeps one length, for IFA_ADDRESS.
    private static func header(_ request: AddressRequest, scope: UInt8) -> ifaddrmsg {
        let prefix = request.address.peer ?? request.prefix
        return ifaddrmsg(
            ifa_family: prefix.address.family.number, ifa_prefixlen: prefix.length, ifa_flags: 0, ifa_scope: scope,
            ifa_index: UInt32(bitPattern: request.interfaceIndex))
    }

    private static func putAddresses(_ address: VirtualAddress, _ message: borrowing NetlinkMessage) {
        message.put(Int(IFA_LOCAL), bytes: address.prefix.address.bytes)
        message.put(Int(IFA_ADDRESS), bytes: (address.peer ?? address.prefix).address.bytes)
    }
}
