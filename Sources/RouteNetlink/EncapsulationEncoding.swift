internal import CNetlink
internal import NetworkTypes
internal import Routing

/// RTA_ENCAP as it is sent (linux/lwtunnel.h, linux/mpls_iptunnel.h, linux/ila.h).
enum EncapsulationEncoding {
    /// LWTUNNEL_ENCAP_*.
    static func type(of encapsulation: Encapsulation) -> UInt16 {
        switch encapsulation {
        case .mpls: 1
        case .tunnel(.ipv4, _): 2
        case .ila: 3
        case .tunnel(.ipv6, _): 4
        }
    }

    /// The attributes within RTA_ENCAP.
    static func attributes(of encapsulation: Encapsulation) -> [UInt8] {
        var attributes = AttributeBytes()
        switch encapsulation {
        case .mpls(let labels):
            // RFC 3032 section 2.1: the label above, the bottom-of-stack bit on the last.
            let words = labels.enumerated().map { index, label in label << 12 | (index == labels.count - 1 ? 1 << 8 : 0) }
            attributes.put(1 /* MPLS_IPTUNNEL_DST */, words.flatMap { AttributeBytes.bigEndian($0) })
        case .ila(let locator): attributes.put(1 /* ILA_ATTR_LOCATOR */, AttributeBytes.bigEndian(locator))
        case .tunnel(_, let tunnel): put(tunnel, &attributes)
        }
        return attributes.bytes
    }

    /// LWTUNNEL_IP_* and LWTUNNEL_IP6_* have the same numbers.
    private static func put(_ tunnel: Encapsulation.Tunnel, _ attributes: inout AttributeBytes) {
        if let identifier = tunnel.identifier { attributes.put(1, AttributeBytes.bigEndian(identifier)) }
        if let destination = tunnel.destination { attributes.put(2, destination.bytes) }
        if let source = tunnel.source { attributes.put(3, source.bytes) }
        if let hopLimit = tunnel.hopLimit { attributes.put(4, [hopLimit]) }
        if let trafficClass = tunnel.trafficClass { attributes.put(5, [trafficClass]) }
        if let flags = tunnel.flags { attributes.put(6, AttributeBytes.bigEndian(flags)) }
    }
}
