internal import NetworkTypes
internal import Routing

extension Encapsulation {
    /// The words of ip-route(8). Nothing may follow that could be an option of the tunnel too.
    var words: [String] {
        switch self {
        case .mpls(let labels): return ["encap", "mpls", labels.map(String.init).joined(separator: "/")]
        case .ila(let locator):
            return ["encap", "ila", (0..<4).map { String(UInt16(truncatingIfNeeded: locator >> (48 - 16 * $0)), radix: 16) }.joined(separator: ":")]
        case .tunnel(let family, let tunnel):
            var words = ["encap", family == .ipv4 ? "ip" : "ip6"]
            if let identifier = tunnel.identifier { words += ["id", "\(identifier)"] }
            if let destination = tunnel.destination { words += ["dst", destination.description] }
            if let source = tunnel.source { words += ["src", source.description] }
            if let trafficClass = tunnel.trafficClass { words += [family == .ipv4 ? "tos" : "tc", "\(trafficClass)"] }
            if let hopLimit = tunnel.hopLimit { words += [family == .ipv4 ? "ttl" : "hoplimit", "\(hopLimit)"] }
            if let flags = tunnel.flags { words += ["flags", "\(flags)"] }
            return words
        }
    }
}
