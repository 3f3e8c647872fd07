internal import CNetlink
internal import Netlink
internal import NetworkTypes

/// Reading RTM_NEWLINK, RTM_NEWADDR and their removals: the same for dumps and for notifications.
enum RouteMessages {
    static func event(_ message: UnsafeMutablePointer<nlmsghdr>) -> RouteEvent? {
        switch Int(message.pointee.nlmsg_type) {
        case Int(RTM_NEWLINK): interface(message).map { .interface($0) }
        case Int(RTM_DELLINK): linkHeader(message).map { .interfaceRemoved(index: $0.ifi_index) }
        case Int(RTM_NEWADDR): address(message).map { .address($0) }
        case Int(RTM_DELADDR): address(message).map { .addressRemoved($0) }
        case Int(RTM_DELROUTE): route(message).map { .routeRemoved($0) }
        case Int(RTM_DELRULE): rule(message).map { .ruleRemoved($0) }
        default: nil
        }
    }

    private static func linkHeader(_ message: UnsafeMutablePointer<nlmsghdr>) -> ifinfomsg? {
        fixedHeader(message, as: ifinfomsg.self)
    }

    private static func fixedHeader<Header>(_ message: UnsafeMutablePointer<nlmsghdr>, as type: Header.Type) -> Header? {
        let size = MemoryLayout<nlmsghdr>.size + MemoryLayout<Header>.size
        guard Int(message.pointee.nlmsg_len) >= size, let payload = nlmsg_data(message) else { return nil }
        return payload.loadUnaligned(as: Header.self)
    }

    static func interface(_ message: UnsafeMutablePointer<nlmsghdr>) -> NetworkInterface? {
        guard let header = linkHeader(message),
            // AF_BRIDGE reports about ports of a bridge come on the same group and are not about the interface itself.
            header.ifi_family == 0,
            let attributes = NetlinkAttributes(of: message, headerLength: MemoryLayout<ifinfomsg>.size, highest: Int(IFLA_GROUP)),
            let name = attributes[Int(IFLA_IFNAME)]?.text
        else { return nil }
        let upAndRunning: UInt32 = 0x1 | 0x40
        let information = NetlinkAttributes(nestedIn: attributes[Int(IFLA_LINKINFO)], highest: Int(IFLA_INFO_DATA))
        let kind = information?[Int(IFLA_INFO_KIND)]?.text
        let data = kind == "vrf" ? NetlinkAttributes(nestedIn: information?[Int(IFLA_INFO_DATA)], highest: Int(IFLA_VRF_TABLE)) : nil
        return NetworkInterface(
            index: header.ifi_index, name: name, isUp: header.ifi_flags & upAndRunning == upAndRunning,
            hardwareAddress: attributes[Int(IFLA_ADDRESS)].flatMap { EthernetAddress(bytes: $0.bytes) },
            maximumTransmissionUnit: attributes[Int(IFLA_MTU)]?.uint32 ?? 1500,
            parent: attributes[Int(IFLA_LINK)]?.uint32.map { Int32(bitPattern: $0) },
            controller: attributes[Int(IFLA_MASTER)]?.uint32.map { Int32(bitPattern: $0) }, kind: kind, alias: attributes[Int(IFLA_IFALIAS)]?.text,
            routingTable: data?[Int(IFLA_VRF_TABLE)]?.uint32, group: attributes[Int(IFLA_GROUP)]?.uint32 ?? 0)
    }

    static func address(_ message: UnsafeMutablePointer<nlmsghdr>) -> InterfaceAddress? {
        guard let header = fixedHeader(message, as: ifaddrmsg.self),
            let attributes = NetlinkAttributes(of: message, headerLength: MemoryLayout<ifaddrmsg>.size, highest: Self.ifaProto),
            // On a point-to-point link IFA_ADDRESS is the other end and IFA_LOCAL this one.
            let bytes = (attributes[Int(IFA_LOCAL)] ?? attributes[Int(IFA_ADDRESS)])?.bytes,
            let address = IPAddress(bytes: bytes), header.ifa_prefixlen <= address.family.bitWidth
        else { return nil }
        // IFA_F_TENTATIVE, IFA_F_DADFAILED: nothing can be sent from it; once it can, the kernel reports it again.
        if address.family == .ipv6, header.ifa_flags & (0x40 | 0x08) != 0, header.ifa_flags & 0x04 == 0, isAddition(message) { return nil }
        return InterfaceAddress(
            interfaceIndex: Int32(bitPattern: header.ifa_index), prefix: IPPrefix(address, length: header.ifa_prefixlen),
            origin: attributes[Self.ifaProto]?.uint8)
    }

    private static func route(_ message: UnsafeMutablePointer<nlmsghdr>) -> RemovedRoute? {
        guard let header = fixedHeader(message, as: rtmsg.self),
            let attributes = NetlinkAttributes(of: message, headerLength: MemoryLayout<rtmsg>.size, highest: Int(RTA_TABLE.rawValue)),
            let family = AddressFamily(number: header.rtm_family), header.rtm_dst_len <= family.bitWidth
        else { return nil }
        let bytes = attributes[Int(RTA_DST.rawValue)]?.bytes ?? Array(repeating: 0, count: Int(family.bitWidth) / 8)
        guard let destination = IPAddress(bytes: bytes), destination.family == family else { return nil }
        return RemovedRoute(
            destination: IPPrefix(destination, length: header.rtm_dst_len),
            table: attributes[Int(RTA_TABLE.rawValue)]?.uint32 ?? UInt32(header.rtm_table),
            priority: attributes[Int(RTA_PRIORITY.rawValue)]?.uint32 ?? 0, origin: header.rtm_protocol)
    }

    private static func rule(_ message: UnsafeMutablePointer<nlmsghdr>) -> RemovedRule? {
        guard let header = fixedHeader(message, as: fib_rule_hdr.self), let family = AddressFamily(number: header.family),
            let attributes = NetlinkAttributes(of: message, headerLength: MemoryLayout<fib_rule_hdr>.size, highest: Int(FRA_PRIORITY))
        else { return nil }
        return RemovedRule(family: family, priority: attributes[Int(FRA_PRIORITY)]?.uint32 ?? 0)
    }

    private static func isAddition(_ message: UnsafeMutablePointer<nlmsghdr>) -> Bool {
        Int(message.pointee.nlmsg_type) == Int(RTM_NEWADDR)
    }

    /// IFA_PROTO of linux/if_addr.h, kernel 5.18; Debian 12's headers have it, older ones don't.
    static let ifaProto = 11
}
