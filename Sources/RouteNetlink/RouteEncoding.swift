internal import CNetlink
internal import Netlink
internal import NetworkTypes
internal import Routing

/// RTM_NEWROUTE and RTM_DELROUTE as they are sent (rtnetlink(7), linux/rtnetlink.h).
enum RouteEncoding {
    static func addition(_ request: RouteRequest) -> NetlinkMessage {
        let flags: Int32 =
            switch request.route.placement {
            case .prepend: NLM_F_CREATE
            case .append: NLM_F_CREATE | NLM_F_APPEND
            case .alone: NLM_F_CREATE | NLM_F_EXCL
            }
        let message = message(type: Int32(RTM_NEWROUTE), flags: flags, request, scope: request.route.effectiveScope.rawValue)
        putProperties(request.route, message)
        return message
    }

    static func removal(_ request: RouteRequest) -> NetlinkMessage {
        // RT_SCOPE_NOWHERE fits every scope.
        message(type: Int32(RTM_DELROUTE), flags: 0, request, scope: 255)
    }

    /// What makes the route the one that it is.
    private static func message(type: Int32, flags: Int32, _ request: RouteRequest, scope: UInt8) -> NetlinkMessage {
        let route = request.route
        let single = route.nextHops.count == 1 ? route.nextHops.first : nil
        let header = rtmsg(
            rtm_family: route.family.number, rtm_dst_len: route.destination.length, rtm_src_len: route.from?.length ?? 0, rtm_tos: route.typeOfService,
            rtm_table: request.table < 256 ? UInt8(request.table) : 252 /* RT_TABLE_COMPAT */, rtm_protocol: route.origin, rtm_scope: scope,
            rtm_type: route.kind.rawValue, rtm_flags: single?.isOnLink == true ? UInt32(RTNH_F_ONLINK) : 0)
        let message = NetlinkMessage(type: type, flags: flags, header: header, capacity: 512 + 192 * route.nextHops.count)
        message.put(Int(RTA_TABLE.rawValue), request.table)
        if route.destination.length > 0 { message.put(Int(RTA_DST.rawValue), bytes: route.destination.masked.address.bytes) }
        if let from = route.from, from.length > 0 { message.put(Int(RTA_SRC.rawValue), bytes: from.masked.address.bytes) }
        if let priority = route.priority { message.put(Int(RTA_PRIORITY.rawValue), priority) }
        if let single {
            putWay(single, interfaceIndex: request.interfaceIndices.first ?? 0, family: route.family, message)
        } else if !route.nextHops.isEmpty {
            message.put(Int(RTA_MULTIPATH.rawValue), bytes: multipath(request))
        }
        return message
    }

    private static func putWay(_ way: NextHop, interfaceIndex: Int32, family: AddressFamily, _ message: borrowing NetlinkMessage) {
        for (type, content) in attributes(of: way, family) { message.put(type, bytes: content) }
        if interfaceIndex > 0 { message.put(Int(RTA_OIF.rawValue), UInt32(bitPattern: interfaceIndex)) }
    }

    /// What a way has wherever it stands; its interface has a place of its own.
    private static func attributes(of way: NextHop, _ family: AddressFamily) -> [(type: Int, content: [UInt8])] {
        var attributes: [(type: Int, content: [UInt8])] = []
        if let gateway = way.gateway { attributes.append(gatewayAttribute(gateway, family)) }
        if let realms = way.realms { attributes.append((Int(RTA_FLOW.rawValue), AttributeBytes.native(realms))) }
        if let encapsulation = way.encapsulation {
            attributes.append((Int(RTA_ENCAP_TYPE.rawValue), AttributeBytes.native(EncapsulationEncoding.type(of: encapsulation))))
            attributes.append((Int(RTA_ENCAP.rawValue), EncapsulationEncoding.attributes(of: encapsulation)))
        }
        return attributes
    }

    /// RTA_VIA where the gateway is of the other family: its number, then the address.
    private static func gatewayAttribute(_ gateway: IPAddress, _ family: AddressFamily) -> (type: Int, content: [UInt8]) {
        if gateway.family == family { return (Int(RTA_GATEWAY.rawValue), gateway.bytes) }
        return (Int(RTA_VIA.rawValue), AttributeBytes.native(UInt16(gateway.family.number)) + gateway.bytes)
    }

    /// Each way as a struct rtnexthop with attributes of its own behind it.
    private static func multipath(_ request: RouteRequest) -> [UInt8] {
        var bytes: [UInt8] = []
        for (index, way) in request.route.nextHops.enumerated() {
            var own = AttributeBytes()
            for (type, content) in attributes(of: way, request.route.family) { own.put(type, content) }
            let interface = request.interfaceIndices.indices.contains(index) ? request.interfaceIndices[index] : 0
            bytes += AttributeBytes.native(UInt16(truncatingIfNeeded: 8 + own.bytes.count))
            bytes.append(way.isOnLink ? UInt8(RTNH_F_ONLINK) : 0)
            bytes.append(UInt8(truncatingIfNeeded: min(max(way.weight, 1), 256) - 1))
            bytes += AttributeBytes.native(interface)
            bytes += own.bytes
        }
        return bytes
    }

    private static func putProperties(_ route: Route, _ message: borrowing NetlinkMessage) {
        if let source = route.preferredSource { message.put(Int(RTA_PREFSRC.rawValue), bytes: source.bytes) }
        if let realms = route.realms { message.put(Int(RTA_FLOW.rawValue), realms) }
        if let preference = route.routerPreference { message.put(Int(RTA_PREF.rawValue), preference) }
        if let expires = route.expires { message.put(Int(RTA_EXPIRES.rawValue), expires) }
        if let propagates = route.propagatesTimeToLive { message.put(Int(RTA_TTL_PROPAGATE.rawValue), UInt8(propagates ? 1 : 0)) }
        if route.metrics.isEmpty, route.congestionControl == nil { return }
        let locks = route.metrics.filter(\.value.isLocked).keys.reduce(UInt32(0)) { $0 | 1 << UInt32($1.rawValue) }
        let start = nla_nest_start(message.handle, Int32(RTA_METRICS.rawValue))
        if locks != 0 { message.put(1 /* RTAX_LOCK */, locks) }
        for metric in RouteMetric.allCases {
            if let value = route.metrics[metric] { message.put(Int(metric.rawValue), value.value) }
        }
        if let name = route.congestionControl { message.put(16 /* RTAX_CC_ALGO */, name) }
        nla_nest_end(message.handle, start)
    }
}
