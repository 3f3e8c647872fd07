internal import IPVSTable
internal import LinuxSystem
internal import NetworkTypes
internal import VirtualServers

/// What operators have ordered of real servers, on disk: a role that dies and is restarted goes on with all of it, the next daemon with what
/// was ordered to persist.
///
/// A line for each real server: its address and port, the mode, the end of a drain, the weight, whether it persists, and then the
/// virtual server. Deadlines are on a clock that runs as long as the machine does; the file goes at a reboot.
struct OrderRecord {
    typealias Orders = [VirtualServerIdentity: [DestinationIdentity: AdministrativeState]]

    private let path: String
    /// The supervisor: orders that don't persist belong to this one process.
    private let daemon: Int32

    init(runtimeDirectory: String, daemon: Int32 = CurrentProcess.parent) {
        path = runtimeDirectory + "/server-orders"
        self.daemon = daemon
    }

    private static let sizeLimit = 1 << 24

    /// What is still in force; nothing where there is no record.
    func read() -> Orders {
        (try? Files.read(path, limit: Self.sizeLimit)).map(orders) ?? [:]
    }

    /// A line that doesn't read is passed over.
    func orders(in bytes: [UInt8]) -> Orders {
        var orders: Orders = [:]
        var isOurs = false
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let words = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 6, omittingEmptySubsequences: false).map(String.init)
            if words.count == 2, words[0] == "daemon" { isOurs = Int32(words[1]) == daemon }
            guard words.count == 7, let address = IPAddress(words[0]), let port = UInt16(words[1]), let state = Self.state(words[2...5]),
                let identity = Self.identity(words[6]), state.isPersistent || isOurs
            else { continue }
            orders[identity, default: [:]][Endpoint(address, port: port)] = state
        }
        return orders
    }

    /// What is ordered of one virtual server.
    ///
    /// - Parameter others: those beside it. Before groups of marks were told apart by family, one of IPv6 stood in the record without it.
    static func orders(of identity: VirtualServerIdentity, in orders: Orders, beside others: Set<VirtualServerIdentity>) -> [DestinationIdentity: AdministrativeState] {
        if let own = orders[identity] { return own }
        guard case .group(let name, nil, .ipv6) = identity, !others.contains(.group(name, nil)) else { return [:] }
        return orders[.group(name, nil)] ?? [:]
    }

    func write(_ orders: Orders) throws(SystemError) {
        if orders.isEmpty { return Files.remove(path) }
        try Files.replace(path, with: text(of: orders), mode: 0o600)
    }

    func text(of orders: Orders) -> [UInt8] {
        var lines: [String] = []
        for (identity, states) in orders {
            for (server, state) in states { lines.append("\(server.address) \(server.port) \(Self.words(state)) \(Self.words(identity))\n") }
        }
        return Array(("daemon \(daemon)\n" + lines.sorted().joined()).utf8)
    }

    /// The daemon ends: leaves what the next one is to find.
    func keepPersistent(of orders: Orders) throws(SystemError) {
        try write(orders.mapValues { $0.filter(\.value.isPersistent) }.filter { !$0.value.isEmpty })
    }

    // MARK: Words

    private static func words(_ state: AdministrativeState) -> String {
        var until = "-"
        if case .draining(let end?) = state.mode { until = "\(end.nanoseconds)" }
        return "\(state.name) \(until) \(state.weight.map { "\($0)" } ?? "-") \(state.isPersistent ? "persistent" : "passing")"
    }

    private static func state(_ words: ArraySlice<String>) -> AdministrativeState? {
        let words = Array(words)
        let mode: AdministrativeState.Mode
        switch words[0] {
        case "draining": mode = .draining(until: Int64(words[1]).map { MonotonicInstant(nanoseconds: $0) })
        case "drained": mode = .drained
        case "disabled": mode = .disabled
        case "weight": mode = .inService
        default: return nil
        }
        let weight = UInt32(words[2]).flatMap { $0 <= OrderLimits.greatestWeight ? $0 : nil }
        return AdministrativeState(mode: mode, weight: weight, isPersistent: words[3] == "persistent")
    }

    private static func words(_ identity: VirtualServerIdentity) -> String {
        switch identity {
        case .service(let service): OwnershipRecord.line(service)
        case .group(let name, let transport, let family): "group \(transport?.name ?? (family == .ipv6 ? "inet6" : "none")) \(name)"
        }
    }

    private static func identity(_ text: String) -> VirtualServerIdentity? {
        let words = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard words.count == 3, words[0] == "group" else { return OwnershipRecord.identity(text).map { .service($0) } }
        return .group(words[2], TransportProtocol.allCases.first { $0.name == words[1] }, words[1] == "inet6" ? .ipv6 : nil)
    }
}
