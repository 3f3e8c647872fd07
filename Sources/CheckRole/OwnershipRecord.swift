internal import IPVSTable
internal import LinuxSystem
internal import NetworkTypes

/// Which services of the kernel's table are ours, on disk: IPVS itself doesn't keep who made an entry.
///
/// A service is written down before it is made and struck out after it is removed, so that after any crash the record names all
/// of ours, and none that was there before us. It lives in the runtime directory, and so goes with the table at a reboot.
struct OwnershipRecord {
    private let path: String

    init(runtimeDirectory: String) {
        path = runtimeDirectory + "/ipvs-services"
    }

    private static let sizeLimit = 1 << 24

    /// The services of an earlier run; none where there is no record. A line that doesn't read is passed over.
    func read() -> Set<ServiceIdentity> {
        guard let bytes = try? Files.read(path, limit: Self.sizeLimit) else { return [] }
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        return Set(lines.compactMap { Self.identity(String(decoding: $0, as: UTF8.self)) })
    }

    func write(_ services: Set<ServiceIdentity>) throws(SystemError) {
        let text = services.sorted().map { Self.line($0) + "\n" }.joined()
        try Files.replace(path, with: Array(text.utf8), mode: 0o600)
    }

    func remove() {
        Files.remove(path)
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
