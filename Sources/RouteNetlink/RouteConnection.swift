internal import CNetlink
internal import Glibc
public import Netlink
public import NetworkTypes

/// Interfaces and addresses over routing netlink.
public final class RouteConnection {
    private let socket: NetlinkSocket

    public init() throws(NetlinkError) {
        socket = try NetlinkSocket(protocolNumber: NETLINK_ROUTE)
    }

    /// What the kernel keeps of its answers until they are read.
    public func keep(_ size: ReceiveBufferSize) {
        socket.keep(size)
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

    /// Puts addresses on interfaces, many in one system call. An address that is there already is no failure.
    ///
    /// - Returns: the requests that the kernel refused.
    public func add(_ requests: [AddressRequest]) throws(NetlinkError) -> [(request: AddressRequest, refusal: NetlinkRefusal)] {
        try perform(requests, ignoring: [EEXIST], AddressMessages.addition)
    }

    /// Makes what `add` would send, and sends nothing.
    public func rehearse(_ requests: [AddressRequest]) {
        var batch = NetlinkBatch()
        for request in requests.prefix(Self.largestBatch) { batch.append(AddressMessages.addition(request)) }
        batch.rehearse()
    }

    /// Takes addresses away, many in one system call. An address that is gone already, or whose interface is, is no failure.
    public func remove(_ requests: [AddressRequest]) throws(NetlinkError) -> [(request: AddressRequest, refusal: NetlinkRefusal)] {
        try perform(requests, ignoring: [EADDRNOTAVAIL, ENODEV], AddressMessages.removal)
    }

    /// Sends one request.
    func carryOut(_ operation: String, _ message: consuming NetlinkMessage, ignoring harmless: [Int32] = []) throws(NetlinkError) {
        var batch = NetlinkBatch()
        batch.append(message)
        for refusal in try socket.perform(batch) where !harmless.contains(refusal.code) {
            throw NetlinkError(operation, code: refusal.code, detail: refusal.detail)
        }
    }

    /// Sends one question and hands on what comes before the acknowledgement.
    func ask(
        _ message: consuming NetlinkMessage, _ body: (UnsafeMutablePointer<nlmsghdr>) -> Void
    ) throws(NetlinkError) -> [NetlinkRefusal] {
        var batch = NetlinkBatch()
        batch.append(message)
        return try socket.perform(batch, answers: body)
    }

    /// The kernel takes a datagram up to the size of the socket's buffer, and its refusals must fit into ours.
    private static var largestBatch: Int { 256 }

    func perform<Request>(
        _ requests: [Request], ignoring harmless: [Int32], _ build: (Request) -> NetlinkMessage
    ) throws(NetlinkError) -> [(request: Request, refusal: NetlinkRefusal)] {
        var refused: [(request: Request, refusal: NetlinkRefusal)] = []
        for start in stride(from: 0, to: requests.count, by: Self.largestBatch) {
            let part = requests[start..<min(start + Self.largestBatch, requests.count)]
            var batch = NetlinkBatch()
            for request in part { batch.append(build(request)) }
            for refusal in try socket.perform(batch) where !harmless.contains(refusal.code) && refusal.index < part.count {
                refused.append((part[start + refusal.index], refusal))
            }
        }
        return refused
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

    /// What the kernel keeps of its reports until they are read.
    public func keep(_ size: ReceiveBufferSize) {
        socket.keep(size)
    }

    private var followsRoutes = false

    /// Reports removed routes and rules too. Only where somebody needs it: a router's table may change thousands of times a second.
    public func followRoutes() throws(NetlinkError) {
        if followsRoutes { return }
        followsRoutes = true
        for group in [RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE, RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE] { try socket.join(UInt32(group.rawValue)) }
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
