internal import CNetlink
internal import Netlink
internal import NetworkTypes
internal import Routing

/// RTM_NEWLINK and RTM_DELLINK as they are sent (linux/if_link.h).
enum VirtualInterfaceMessages {
    /// - Parameter controller: the VRF to put it into; 0 for none.
    static func addition(_ interface: VirtualInterface, base: Int32, controller: Int32, group: UInt32) -> NetlinkMessage {
        let message = NetlinkMessage(
            type: Int32(RTM_NEWLINK), flags: NLM_F_CREATE | NLM_F_EXCL, header: ifinfomsg(), capacity: 256)
        message.put(Int(IFLA_LINK), UInt32(bitPattern: base))
        message.put(Int(IFLA_IFNAME), interface.name)
        message.put(Int(IFLA_GROUP), group)
        if controller > 0 { message.put(Int(IFLA_MASTER), UInt32(bitPattern: controller)) }
        if case .macvlan(let address) = interface.kind { message.put(Int(IFLA_ADDRESS), bytes: address.bytes) }
        let information = nla_nest_start(message.handle, Int32(IFLA_LINKINFO))
        switch interface.kind {
        case .macvlan:
            message.put(Int(IFLA_INFO_KIND), "macvlan")
            let data = nla_nest_start(message.handle, Int32(IFLA_INFO_DATA))
            message.put(Int(IFLA_MACVLAN_MODE), UInt32(MACVLAN_MODE_PRIVATE.rawValue))
            nla_nest_end(message.handle, data)
        case .ipvlan(let flag):
            message.put(Int(IFLA_INFO_KIND), "ipvlan")
            let data = nla_nest_start(message.handle, Int32(IFLA_INFO_DATA))
            message.put(Int(IFLA_IPVLAN_MODE), UInt16(IPVLAN_MODE_L2.rawValue))
            message.put(Int(IFLA_IPVLAN_FLAGS), flag.rawValue)
            nla_nest_end(message.handle, data)
        }
        nla_nest_end(message.handle, information)
        return message
    }

    static func question(_ name: String) -> NetlinkMessage {
        let message = NetlinkMessage(type: Int32(RTM_GETLINK), flags: 0, header: ifinfomsg(), capacity: 64)
        message.put(Int(IFLA_IFNAME), name)
        return message
    }

    /// - Parameter alias: what is written to it, for people and for later processes; the kernel takes none when an interface is made.
    static func raising(index: Int32, alias: String) -> NetlinkMessage {
        var header = ifinfomsg()
        header.ifi_index = index
        header.ifi_flags = 1 /* IFF_UP */
        header.ifi_change = 1
        let message = NetlinkMessage(type: Int32(RTM_NEWLINK), flags: 0, header: header, capacity: 320)
        message.put(Int(IFLA_IFALIAS), alias)
        return message
    }

    static func regrouping(index: Int32, group: UInt32) -> NetlinkMessage {
        var header = ifinfomsg()
        header.ifi_index = index
        let message = NetlinkMessage(type: Int32(RTM_NEWLINK), flags: 0, header: header, capacity: 32)
        message.put(Int(IFLA_GROUP), group)
        return message
    }

    static func removal(index: Int32) -> NetlinkMessage {
        var header = ifinfomsg()
        header.ifi_index = index
        return NetlinkMessage(type: Int32(RTM_DELLINK), flags: 0, header: header, capacity: 32)
    }
}
