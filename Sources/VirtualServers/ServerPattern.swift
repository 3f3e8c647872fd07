public import IPVSTable
public import NetworkTypes

/// How a person calls a virtual server or a real server: in the words of the configuration (`192.0.2.1 80`, `fwmark 3`, `group web`), with a
/// colon (`192.0.2.1:80`, `[2001:db8::1]:80`), as log lines do (`[192.0.2.1]:tcp:80`), by the address alone or the group's name alone. A
/// protocol may stand behind (`192.0.2.1:53/udp`, `192.0.2.1 53 udp`).
public struct ServerPattern: Hashable, Sendable {
    private enum Form: Hashable {
        case endpoint(IPAddress, port: UInt16?)
        case mark(UInt32, AddressFamily?)
        case group(String)
    }

    private var form: Form
    private var transport: TransportProtocol?

    /// A text that is neither address nor mark is the name of a group.
    public init(_ text: String) {
        var words = text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
        transport = Self.takeTransport(&words)
        form = .group(words.joined(separator: " "))
        guard let first = words.first else { return }
        if first == "fwmark" || first == "FWM", let form = Self.mark(words) {
            self.form = form
        } else if words.count >= 2, first == "group" {
            form = .group(words.dropFirst().joined(separator: " "))
        } else if let form = endpoint(words) {
            self.form = form
        }
    }

    public func matches(_ identity: VirtualServerIdentity) -> Bool {
        if let transport, let own = identity.transport, transport != own { return false }
        switch (form, identity) {
        case (.endpoint(let address, let port), .service(.endpoint(_, let own))): return own.address == address && (port == nil || own.port == port)
        case (.mark(let mark, let family), .service(.firewallMark(let own, let ownFamily))): return own == mark && (family == nil || family == ownFamily)
        case (.group(let name), .group(let own, let transport, let family)):
            return name == own || name == "\(own) \(transport?.name ?? (family ?? .ipv4).word)"
        default: return false
        }
    }

    /// Of a real server; without a port, every one at that address.
    public func matches(_ identity: DestinationIdentity) -> Bool {
        guard case .endpoint(let address, let port) = form else { return false }
        return identity.address == address && (port == nil || identity.port == port)
    }

    /// Takes `tcp` and the like off the end.
    private static func takeTransport(_ words: inout [String]) -> TransportProtocol? {
        guard let last = words.last else { return nil }
        func transport(_ name: some StringProtocol) -> TransportProtocol? { TransportProtocol.allCases.first { $0.name == name.lowercased() } }
        if words.count > 1, words[0] != "group", let named = transport(last) {
            words.removeLast()
            return named
        }
        guard let slash = last.lastIndex(of: "/"), let named = transport(last[last.index(after: slash)...]) else { return nil }
        words[words.count - 1] = String(last[..<slash])
        return named
    }

    /// `fwmark N`, and perhaps `inet` or `inet6`; `FWM N IPv6` as ipvsadm(8) lists it.
    private static func mark(_ words: [String]) -> Form? {
        guard words.count == 2 || words.count == 3, let mark = UInt32(words[1]) else { return nil }
        if words.count == 2 { return .mark(mark, nil) }
        if words[2] == "IPv6" { return .mark(mark, .ipv6) }
        return [AddressFamily.ipv4, .ipv6].first { $0.word == words[2] }.map { .mark(mark, $0) }
    }

    private mutating func endpoint(_ words: [String]) -> Form? {
        if words.count == 2 {
            guard let address = IPAddress(words[0]), let port = UInt16(words[1]) else { return nil }
            return .endpoint(address, port: port)
        }
        guard words.count == 1 else { return nil }
        let text = words[0]
        if let address = IPAddress(text) { return .endpoint(address, port: nil) }
        if text.hasPrefix("["), let bracket = text.firstIndex(of: "]") {
            guard let address = IPAddress(text[text.index(after: text.startIndex)..<bracket]) else { return nil }
            return behindBrackets(address, text[text.index(after: bracket)...])
        }
        guard let colon = text.lastIndex(of: ":"), let address = IPAddress(text[..<colon]), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
        return .endpoint(address, port: port)
    }

    private mutating func behindBrackets(_ address: IPAddress, _ rest: Substring) -> Form? {
        if rest.isEmpty { return .endpoint(address, port: nil) }
        let parts = rest.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard rest.first == ":", let port = parts.last.flatMap({ UInt16($0) }), parts.count <= 2 else { return nil }
        if parts.count == 2 {
            // `none` stands in log lines where the virtual server is a firewall mark.
            let named = TransportProtocol.allCases.first { $0.name == parts[0] }
            guard named != nil || parts[0] == "none" else { return nil }
            transport = named ?? transport
        }
        return .endpoint(address, port: port)
    }
}

extension VirtualServerIdentity {
    /// What stands behind `virtual_server` in the configuration: `ADDR PORT`, `fwmark N` or `group NAME`. The protocol is no part of that.
    public var trackingName: String {
        switch self {
        case .service(.endpoint(_, let endpoint)): endpoint.configuredName
        case .service(.firewallMark(let mark, _)): "fwmark \(mark)"
        case .group(let name, _, _): "group \(name)"
        }
    }
}

extension VirtualServerIdentity {
    /// The same with the protocol, which tells apart what the configuration calls the same: `192.0.2.1 80 tcp`, `group web tcp`, and `fwmark 3 inet6`
    /// beside `fwmark 3`.
    public var fullName: String {
        if let transport { return "\(trackingName) \(transport.name)" }
        switch self {
        case .group(_, _, let family?): return "\(trackingName) \(family.word)"
        case .service(.firewallMark(_, .ipv6)): return "\(trackingName) \(AddressFamily.ipv6.word)"
        default: return trackingName
        }
    }

    /// The same with the family wherever firewall marks could have another one, too: for a choice among several.
    public var distinctName: String {
        switch self {
        case .service(.firewallMark(_, let family)): "\(trackingName) \(family.word)"
        case .group(_, nil, nil): "\(fullName) \(AddressFamily.ipv4.word)"
        default: fullName
        }
    }
}

extension AddressFamily {
    /// As the configuration calls it.
    fileprivate var word: String { self == .ipv4 ? "inet" : "inet6" }
}

extension Endpoint {
    /// As it stands in the configuration: `ADDR PORT`, or `ADDR` without a port.
    public var configuredName: String { port == 0 ? "\(address)" : "\(address) \(port)" }
}
