public import NetworkTypes

/// What a record says, for comparing: the part of it that an operator would write down.
public enum DNSValue: Hashable, Sendable {
    /// A and AAAA.
    case address(IPAddress)
    /// NS and CNAME; of SOA the primary name server.
    case name(DNSName)
    /// MX; without a preference, any.
    case exchange(preference: UInt16?, DNSName)
    /// TXT: its strings, one behind the other.
    case text([UInt8])

    /// Whether a record of the answer is what is asked for.
    func isMet(by record: DNSValue) -> Bool {
        switch (self, record) {
        case (.address(let wanted), .address(let found)): wanted == found
        case (.name(let wanted), .name(let found)): wanted.isSame(as: found)
        case (.exchange(let preference, let wanted), .exchange(let found, let name)):
            (preference == nil || preference == found) && wanted.isSame(as: name)
        case (.text(let wanted), .text(let found)): wanted == found
        default: false
        }
    }
}

extension DNSValue: CustomStringConvertible {
    /// As it is written in the configuration.
    public var description: String {
        switch self {
        case .address(let address): address.description
        case .name(let name): String(decoding: name.text, as: UTF8.self)
        case .exchange(let preference, let name): (preference.map { "\($0) " } ?? "") + String(decoding: name.text, as: UTF8.self)
        case .text(let text): String(decoding: text, as: UTF8.self)
        }
    }
}
