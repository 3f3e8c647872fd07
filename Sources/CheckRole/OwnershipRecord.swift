internal import EventLoop
internal import IPVSTable
internal import NetworkTypes

/// Which services of the kernel's table are ours, on disk: IPVS itself doesn't keep who made an entry.
///
/// A service is written down before it is made and struck out soon after it is removed, so that after any crash the record names all
/// of ours, and none that was there before us. It lives in the runtime directory, and so goes with the table at a reboot.
final class OwnershipRecord {
    private let path: String
    private let file: RecordFile
    /// The services that are ours.
    var owned: () -> Set<ServiceIdentity> = { [] }

    init(_ loop: EventLoop, runtimeDirectory: String) {
        path = runtimeDirectory + "/ipvs-services"
        file = RecordFile(loop, path: path, otherwise: "after a crash, services would be taken for somebody else's, or for ours")
        file.pieces = { [unowned self] in
            var services = owned().makeIterator()
            return {
                var lines: [String] = []
                while lines.count < Self.linesInAStep, let service = services.next() { lines.append(Self.line(service)) }
                return lines.isEmpty ? nil : lines
            }
        }
    }

    private static let linesInAStep = 64
    /// A reload removes services one after the other.
    private static let patience = Duration.milliseconds(200)

    /// The services of an earlier run; none where there is no record. A line that doesn't read is passed over.
    func read() -> Set<ServiceIdentity> {
        Set(RecordFile.lines(of: path).lazy.compactMap { Self.identity($0) })
    }

    /// Writes down that these are ours, before it returns.
    func add(_ services: some Sequence<ServiceIdentity>) {
        file.append(services.lazy.map { Self.line($0) })
    }

    /// Some of those written down aren't ours any more.
    func strikeOut() {
        file.tidy(after: Self.patience)
    }

    func remove() {
        file.remove()
    }

    static func line(_ identity: ServiceIdentity) -> String {
        switch identity {
        case .endpoint(let transport, let endpoint): "\(transport.name) \(endpoint.address) \(endpoint.port)"
        case .firewallMark(let mark, let family): "fwmark \(mark) \(family.rawValue)"
        }
    }

    static func identity(_ line: String) -> ServiceIdentity? {
        let words = line.split(separator: " ")
        guard words.count == 3 else { return nil }
        if words[0] == "fwmark" {
            guard let mark = UInt32(words[1]), let family = UInt8(words[2]).flatMap(AddressFamily.init(rawValue:)) else { return nil }
            return .firewallMark(mark, family)
        }
        guard let transport = TransportProtocol.allCases.first(where: { $0.name == words[0] }), let address = IPAddress(words[1]),
            let port = UInt16(words[2])
        else { return nil }
        return .endpoint(transport, Endpoint(address, port: port))
    }
}
