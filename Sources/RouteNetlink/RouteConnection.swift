internal import CNetlink
internal import Glibc
public import Netlink
internal import NetworkTypes

/// Interfaces and addresses over routing netlink.
public final class RouteConnection {
    private let socket: NetlinkSocket

    public init() throws(NetlinkError) {
        socket = try NetlinkSocket(protocolNumber: NETLINK_ROUTE)
    }

    public func interfaces() throws(NetlinkError) -> [NetworkInterface] {
        var found: [NetworkInterface] = []
        let request = dumpRequest(type: Int32(RTM_GETLINK), headerSize: MemoryLayout<ifinfomsg>.size)
        try socket.dump(request, operation: "list the network interfaces", restart: { found.removeAll() }) { message in
            if let interface = RouteMessages.interface(message) { found.append(interface) }
        }
        return found
    }

    public func addresses() throws(NetlinkError) -> [InterfaceAddress] {
        var found: [InterfaceAddress] = []
        let request = dumpRequest(type: Int32(RTM_GETADDR), headerSize: MemoryLayout<ifaddrmsg>.size)
        try socket.dump(request, operation: "list the addresses", restart: { found.removeAll() }) { message in
            if let address = RouteMessages.address(message) { found.append(address) }
        }
        return found
    }

    private func dumpRequest(type: Int32, headerSize: Int) -> NetlinkMessage {
        let message = NetlinkMessage(capacity: 128)
        _ = nlmsg_put(message.handle, 0, 0, type, Int32(headerSize), 0)
        return message
    }

    /// Puts addresses on interfaces, all in one system call. An address that is there already is no failure.
    ///
    /// - Returns: the requests that the kernel refused.
    public func add(_ requests: [AddressRequest]) throws(NetlinkError) -> [(request: AddressRequest, refusal: NetlinkRefusal)] {
        try perform(requests, ignoring: EEXIST) { request throws(NetlinkError) in try Self.message(for: request, adding: true) }
    }

    /// Takes addresses away, all in one system call. An address that is gone already is no failure.
    public func remove(_ requests: [AddressRequest]) throws(NetlinkError) -> [(request: AddressRequest, refusal: NetlinkRefusal)] {
        try perform(requests, ignoring: EADDRNOTAVAIL) { request throws(NetlinkError) in try Self.message(for: request, adding: false) }
    }

    private func perform(
        _ requests: [AddressRequest], ignoring harmless: Int32, _ build: (AddressRequest) throws(NetlinkError) -> NetlinkMessage
    ) throws(NetlinkError) -> [(request: AddressRequest, refusal: NetlinkRefusal)] {
        var batch = NetlinkBatch()
        for request in requests { batch.append(try build(request)) }
        return try socket.perform(batch).filter { $0.code != harmless && $0.index < requests.count }.map { (requests[$0.index], $0) }
    }

    private static func message(for request: AddressRequest, adding: Bool) throws(NetlinkError) -> NetlinkMessage {
        let operation = "describe address \(request.prefix)"
        guard let address = rtnl_addr_alloc() else { throw NetlinkError(operation, code: ENOMEM, detail: "out of memory") }
        defer { rtnl_addr_put(address) }
        let family = request.prefix.address.family == .ipv4 ? AF_INET : AF_INET6
        let bytes = request.prefix.address.bytes
        guard let local = nl_addr_build(family, bytes, bytes.count) else { throw NetlinkError(operation, code: ENOMEM, detail: "out of memory") }
        defer { nl_addr_put(local) }
        nl_addr_set_prefixlen(local, Int32(request.prefix.length))
        rtnl_addr_set_ifindex(address, request.interfaceIndex)
        let result = rtnl_addr_set_local(address, local)
        if result < 0 { throw NetlinkError(operation, code: 0, detail: String(cString: nl_geterror(result))) }
        rtnl_addr_set_prefixlen(address, Int32(request.prefix.length))
        rtnl_addr_set_scope(address, Int32(request.scope))
        if let label = request.label { rtnl_addr_set_label(address, label) }
        if let broadcast = request.broadcast, let built = nl_addr_build(AF_INET, broadcast.bytes, 4) {
            rtnl_addr_set_broadcast(address, built)
            nl_addr_put(built)
        }
        var built: OpaquePointer?
        let status = adding ? rtnl_addr_build_add_request(address, NLM_F_CREATE | NLM_F_EXCL, &built) : rtnl_addr_build_delete_request(address, 0, &built)
        guard status >= 0, let built else { throw NetlinkError(operation, code: 0, detail: String(cString: nl_geterror(status))) }
        let message = NetlinkMessage(owning: built)
        // libnl 3.7 doesn't know this attribute; kernels before 5.18 pass over it.
        if adding { message.put(RouteMessages.ifaProto, InterfaceAddress.directorOrigin) }
        return message
    }
}

/// Notifications about interfaces and addresses.
public final class RouteMonitor {
    private let socket: NetlinkSocket

    public init() throws(NetlinkError) {
        socket = try NetlinkSocket(
            protocolNumber: NETLINK_ROUTE,
            groups: [UInt32(RTNLGRP_LINK.rawValue), UInt32(RTNLGRP_IPV4_IFADDR.rawValue), UInt32(RTNLGRP_IPV6_IFADDR.rawValue)])
    }

    /// The descriptor that turns readable when there are events.
    public var descriptor: Int32 { socket.descriptor }

    /// The events that have come, without waiting; at most about a thousand at a time, so that a flood leaves the loop some air.
    public func events() -> [RouteEvent] {
        var found: [RouteEvent] = []
        do throws(NetlinkError) {
            while found.count < 1000, try socket.receive({ if let event = RouteMessages.event($0) { found.append(event) } }) {}
        } catch {
            found.append(.overrun)
        }
        return found
    }
}
