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
        switch encapsulation {
        case .mpls(let labels):
            // RFC 3032 section 2.1: the label above, the bottom-of-stack bit on the last.
            let words = labels.enumerated().map { index, label in label << 12 | (index == labels.count - 1 ? 1 << 8 : 0) }
            return attribute(1 /* MPLS_IPTUNNEL_DST */, words.flatMap { bigEndian($0) })
        case .ila(let locator): return attribute(1 /* ILA_ATTR_LOCATOR */, bigEndian(locator))
        case .tunnel(_, let tunnel): return attributes(of: tunnel)
        }
    }

    /// LWTUNNEL_IP_* and LWTUNNEL_IP6_* have the same numbers.
    private static func attributes(of tunnel: Encapsulation.Tunnel) -> [UInt8] {
        var bytes: [UInt8] = []
        if let identifier = tunnel.identifier { bytes += attribute(1, bigEndian(identifier)) }
        if let destination = tunnel.destination { bytes += attribute(2, destination.bytes) }
        if let source = tunnel.source { bytes += attribute(3, source.bytes) }
        if let hopLimit = tunnel.hopLimit { bytes += attribute(4, [hopLimit]) }
        if let trafficClass = tunnel.trafficClass { bytes += attribute(5, [trafficClass]) }
        if let flags = tunnel.flags { bytes += attribute(6, bigEndian(flags)) }
        return bytes
    }

    private static func attribute(_ type: UInt16, _ content: [UInt8]) -> [UInt8] {
        let length = UInt16(truncatingIfNeeded: 4 + content.count)
        let padding = Array(repeating: UInt8(0), count: (4 - content.count % 4) % 4)
        return native(length) + native(type) + content + padding
    }

    private static func bigEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] { native(number.bigEndian) }

    private static func native<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number) { Array($0) }
    }
}
