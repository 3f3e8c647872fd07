internal import IPVSTable
internal import LinuxSystem
internal import NetworkTypes

/// Which destinations of our services may finish, and until when, on disk: the configuration doesn't name them any more, and the
/// kernel only knows that their weight is 0.
///
/// The deadlines are on a clock that runs as long as the machine does, and the file goes with the table at a reboot.
struct DrainRecord {
    typealias Deadlines = [ServiceIdentity: [DestinationIdentity: MonotonicInstant]]

    private let path: String

    init(runtimeDirectory: String) {
        path = runtimeDirectory + "/ipvs-draining"
    }

    private static let sizeLimit = 1 << 24

    /// What an earlier run was waiting for; nothing where there is no record.
    func read() -> Deadlines {
        (try? Files.read(path, limit: Self.sizeLimit)).map(Self.deadlines) ?? [:]
    }

    func write(_ deadlines: Deadlines) throws(SystemError) {
        if deadlines.isEmpty { return Files.remove(path) }
        try Files.replace(path, with: Self.text(of: deadlines), mode: 0o600)
    }

    /// A line that doesn't read is passed over.
    static func deadlines(in bytes: [UInt8]) -> Deadlines {
        var deadlines: Deadlines = [:]
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let words = String(decoding: line, as: UTF8.self).split(separator: " ")
            guard words.count == 6, let service = OwnershipRecord.identity(words[..<3].joined(separator: " ")), let address = IPAddress(words[3]),
                let port = UInt16(words[4]), let time = Int64(words[5])
            else { continue }
            deadlines[service, default: [:]][Endpoint(address, port: port)] = MonotonicInstant(nanoseconds: time)
        }
        return deadlines
    }

    static func text(of deadlines: Deadlines) -> [UInt8] {
        var lines: [String] = []
        for (service, destinations) in deadlines {
            for (destination, deadline) in destinations {
                lines.append("\(OwnershipRecord.line(service)) \(destination.address) \(destination.port) \(deadline.nanoseconds)\n")
            }
        }
        return Array(lines.sorted().joined().utf8)
    }
}
