internal import CNetlink
internal import IPVSTable
internal import Netlink
internal import NetworkTypes

/// IPVS_SVC_ATTR_*: a virtual service in a message.
enum ServiceAttributes {
    static func put(_ identity: ServiceIdentity, into message: borrowing NetlinkMessage) {
        message.put(Int(IPVS_SVC_ATTR_AF), UInt16(identity.family.number))
        switch identity {
        case .endpoint(let transport, let endpoint):
            message.put(Int(IPVS_SVC_ATTR_PROTOCOL), UInt16(transport.rawValue))
            message.put(Int(IPVS_SVC_ATTR_ADDR), bytes: endpoint.address.kernelBytes)
            message.put(Int(IPVS_SVC_ATTR_PORT), endpoint.port.bigEndian)
        case .firewallMark(let mark, _):
            message.put(Int(IPVS_SVC_ATTR_FWMARK), mark)
        }
    }

    static func put(_ settings: ServiceSettings, family: AddressFamily, into message: borrowing NetlinkMessage) {
        message.put(Int(IPVS_SVC_ATTR_SCHED_NAME), settings.scheduler.rawValue)
        // Only the bits of the mask are looked at by the kernel: struct ip_vs_flags { flags, mask }.
        let flags = settings.flags.intersection(.configurable).rawValue
        message.put(Int(IPVS_SVC_ATTR_FLAGS), bytes: flags.nativeBytes + UInt32.max.nativeBytes)
        message.put(Int(IPVS_SVC_ATTR_TIMEOUT), settings.persistenceTimeout)
        message.put(Int(IPVS_SVC_ATTR_NETMASK), netmask(settings.persistencePrefixLength, family))
        if let engine = settings.persistenceEngine { message.put(Int(IPVS_SVC_ATTR_PE_NAME), engine) }
    }

    static func decode(_ attribute: UnsafeMutablePointer<nlattr>?) -> (ServiceIdentity, ServiceSettings)? {
        guard let service = NetlinkAttributes(nestedIn: attribute, highest: 16),
            let family = service[Int(IPVS_SVC_ATTR_AF)]?.uint16.flatMap(AddressFamily.init(number:)),
            let identity = identity(service, family),
            let scheduler = service[Int(IPVS_SVC_ATTR_SCHED_NAME)]?.text
        else { return nil }
        let flags = service[Int(IPVS_SVC_ATTR_FLAGS)]?.uint32 ?? 0
        let mask = service[Int(IPVS_SVC_ATTR_NETMASK)]?.uint32 ?? 0
        let settings = ServiceSettings(
            scheduler: Scheduler(rawValue: scheduler), flags: ServiceFlags(rawValue: flags).intersection(.configurable),
            persistenceTimeout: service[Int(IPVS_SVC_ATTR_TIMEOUT)]?.uint32 ?? 0, persistencePrefixLength: prefixLength(mask, family),
            persistenceEngine: service[Int(IPVS_SVC_ATTR_PE_NAME)]?.text)
        return (identity, settings)
    }

    private static func identity(_ service: NetlinkAttributes, _ family: AddressFamily) -> ServiceIdentity? {
        if let mark = service[Int(IPVS_SVC_ATTR_FWMARK)]?.uint32, mark != 0 { return .firewallMark(mark, family) }
        guard let transport = service[Int(IPVS_SVC_ATTR_PROTOCOL)]?.uint16.flatMap({ TransportProtocol(rawValue: UInt8(truncatingIfNeeded: $0)) }),
            let address = service[Int(IPVS_SVC_ATTR_ADDR)].flatMap({ IPAddress(kernelBytes: $0.bytes, family) }),
            let port = service[Int(IPVS_SVC_ATTR_PORT)]?.uint16
        else { return nil }
        return .endpoint(transport, Endpoint(address, port: UInt16(bigEndian: port)))
    }

    /// IPv4: the mask in network order; IPv6: the prefix length as a number.
    private static func netmask(_ length: UInt8, _ family: AddressFamily) -> UInt32 {
        switch family {
        case .ipv4: (length == 0 ? 0 : UInt32.max << UInt32(32 - min(length, 32))).bigEndian
        case .ipv6: UInt32(length)
        }
    }

    private static func prefixLength(_ mask: UInt32, _ family: AddressFamily) -> UInt8 {
        switch family {
        case .ipv4: UInt8(mask.nonzeroBitCount)
        case .ipv6: UInt8(min(mask, 128))
        }
    }
}
