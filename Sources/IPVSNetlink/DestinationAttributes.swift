internal import CNetlink
internal import IPVSTable
internal import Netlink
internal import NetworkTypes

/// IPVS_DEST_ATTR_*: a destination in a message.
enum DestinationAttributes {
    static func put(_ identity: DestinationIdentity, into message: borrowing NetlinkMessage) {
        message.put(Int(IPVS_DEST_ATTR_ADDR_FAMILY), UInt16(identity.address.family.number))
        message.put(Int(IPVS_DEST_ATTR_ADDR), bytes: identity.address.kernelBytes)
        message.put(Int(IPVS_DEST_ATTR_PORT), identity.port.bigEndian)
    }

    static func put(_ settings: DestinationSettings, into message: borrowing NetlinkMessage) {
        message.put(Int(IPVS_DEST_ATTR_FWD_METHOD), settings.forwarding.rawValue)
        message.put(Int(IPVS_DEST_ATTR_WEIGHT), settings.weight)
        message.put(Int(IPVS_DEST_ATTR_U_THRESH), settings.upperThreshold)
        message.put(Int(IPVS_DEST_ATTR_L_THRESH), settings.lowerThreshold)
        // Kernels before 5.3 know only ipip and none of these attributes.
        guard settings.forwarding == .tunnel, settings.tunnel != TunnelSettings() else { return }
        message.put(Int(IPVS_DEST_ATTR_TUN_TYPE), settings.tunnel.encapsulation.rawValue)
        message.put(Int(IPVS_DEST_ATTR_TUN_PORT), settings.tunnel.port.bigEndian)
        message.put(Int(IPVS_DEST_ATTR_TUN_FLAGS), settings.tunnel.checksum.rawValue)
    }

    static func decode(_ attribute: UnsafeMutablePointer<nlattr>?, serviceFamily: AddressFamily) -> (DestinationIdentity, DestinationSettings)? {
        NetlinkAttributes(nestedIn: attribute, highest: 16).flatMap { decode($0, serviceFamily: serviceFamily) }
    }

    static func decode(_ destination: NetlinkAttributes, serviceFamily: AddressFamily) -> (DestinationIdentity, DestinationSettings)? {
        // Kernels before 3.18 don't say the family: it was the service's own.
        let family = destination[Int(IPVS_DEST_ATTR_ADDR_FAMILY)]?.uint16.flatMap(AddressFamily.init(number:)) ?? serviceFamily
        guard let address = destination[Int(IPVS_DEST_ATTR_ADDR)].flatMap({ IPAddress(kernelBytes: $0.bytes, family) }),
            let port = destination[Int(IPVS_DEST_ATTR_PORT)]?.uint16,
            // The low three bits are the method (IP_VS_CONN_F_FWD_MASK).
            let forwarding = destination[Int(IPVS_DEST_ATTR_FWD_METHOD)]?.uint32.flatMap({ ForwardingMethod(rawValue: $0 & 7) })
        else { return nil }
        var tunnel = TunnelSettings()
        if forwarding == .tunnel, let type = destination[Int(IPVS_DEST_ATTR_TUN_TYPE)]?.uint8.flatMap(TunnelSettings.Encapsulation.init(rawValue:)) {
            tunnel.encapsulation = type
            tunnel.port = UInt16(bigEndian: destination[Int(IPVS_DEST_ATTR_TUN_PORT)]?.uint16 ?? 0)
            tunnel.checksum = destination[Int(IPVS_DEST_ATTR_TUN_FLAGS)]?.uint16.flatMap(TunnelSettings.Checksum.init(rawValue:)) ?? .none
        }
        let settings = DestinationSettings(
            forwarding: forwarding, weight: destination[Int(IPVS_DEST_ATTR_WEIGHT)]?.uint32 ?? 0,
            upperThreshold: destination[Int(IPVS_DEST_ATTR_U_THRESH)]?.uint32 ?? 0,
            lowerThreshold: destination[Int(IPVS_DEST_ATTR_L_THRESH)]?.uint32 ?? 0, tunnel: tunnel)
        return (Endpoint(address, port: UInt16(bigEndian: port)), settings)
    }
}

extension IPAddress {
    /// union nf_inet_addr: always 16 bytes, an IPv4 address in the first four.
    var kernelBytes: [UInt8] {
        bytes + Array(repeating: 0, count: 16 - bytes.count)
    }

    init?(kernelBytes bytes: [UInt8], _ family: AddressFamily) {
        self.init(bytes: bytes.prefix(family == .ipv4 ? 4 : 16))
    }
}

extension UInt32 {
    /// The four bytes in this machine's order.
    var nativeBytes: [UInt8] {
        withUnsafeBytes(of: self) { Array($0) }
    }
}
