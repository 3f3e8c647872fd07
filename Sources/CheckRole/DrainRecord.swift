internal import EventLoop
internal import IPVSTable
internal import NetworkTypes

/// Which destinations of our services may finish, and until when, on disk: the configuration doesn't name them any more, and the
/// kernel only knows that their weight is 0.
///
/// The deadlines are on a clock that runs as long as the machine does, and the file goes with the table at a reboot. Who begins to finish is
/// written down in the same round of the loop; who has ended is struck out within a second or so: the next process finds nothing of it in the
/// kernel and passes it over.
final class DrainRecord {
    typealias Deadlines = [ServiceIdentity: [DestinationIdentity: MonotonicInstant]]

    private let path: String
    private let loop: EventLoop
    private let file: RecordFile
    /// What the file is to say.
    private var recorded: Deadlines = [:]
    /// What is to be added to it at the end of this round.
    private var news: [String] = []

    private static let linesInAStep = 64
    private static let patience = Duration.seconds(1)

    init(_ loop: EventLoop, runtimeDirectory: String) {
        self.loop = loop
        path = runtimeDirectory + "/ipvs-draining"
        file = RecordFile(loop, path: path, otherwise: "after a crash, real servers that finish would leave at once")
        file.pieces = { [unowned self] in Self.pieces(of: recorded) }
    }

    /// What an earlier run was waiting for; nothing where there is no record.
    func read() -> Deadlines {
        recorded = Self.deadlines(in: RecordFile.lines(of: path))
        return recorded
    }

    /// Takes down who may finish in these services.
    func note(_ services: [ServiceIdentity], _ deadlines: [DestinationIdentity: MonotonicInstant]) {
        for service in services {
            let former = recorded[service] ?? [:]
            if former == deadlines { continue }
            for (destination, deadline) in deadlines where former[destination] != deadline { add(Self.line(service, destination, deadline)) }
            if former.contains(where: { deadlines[$0.key] != $0.value }) { file.tidy(after: Self.patience) }
            recorded[service] = deadlines.isEmpty ? nil : deadlines
        }
    }

    /// Strikes out services of which nobody says any more who may finish there.
    func keepOnly(_ isWanted: (ServiceIdentity) -> Bool) {
        for service in Array(recorded.keys) where !isWanted(service) { note([service], [:]) }
    }

    func remove() {
        (news, recorded) = ([], [:])
        file.remove()
    }

    private func add(_ line: String) {
        if news.isEmpty {
            loop.atEndOfRound { [weak self] in
                guard let self else { return }
                let lines = news
                news = []
                file.append(lines)
            }
        }
        news.append(line)
    }

    // MARK: Lines

    private static func line(_ service: ServiceIdentity, _ destination: DestinationIdentity, _ deadline: MonotonicInstant) -> String {
        "\(OwnershipRecord.line(service)) \(destination.address) \(destination.port) \(deadline.nanoseconds)"
    }

    /// A line that doesn't read is passed over; of two about the same destination the last one counts.
    static func deadlines(in lines: some Sequence<String>) -> Deadlines {
        var deadlines: Deadlines = [:]
        for line in lines {
            let words = line.split(separator: " ")
            guard words.count == 6, let service = OwnershipRecord.identity(words[..<3].joined(separator: " ")), let address = IPAddress(words[3]),
                let port = UInt16(words[4]), let time = Int64(words[5])
            else { continue }
            deadlines[service, default: [:]][Endpoint(address, port: port)] = MonotonicInstant(nanoseconds: time)
        }
        return deadlines
    }

    /// A few lines at a time.
    static func pieces(of deadlines: Deadlines) -> RecordFile.Pieces {
        var services = deadlines.makeIterator()
        var service: ServiceIdentity?
        var destinations = [DestinationIdentity: MonotonicInstant]().makeIterator()
        return {
            var lines: [String] = []
            while lines.count < linesInAStep {
                if let service, let (destination, deadline) = destinations.next() {
                    lines.append(line(service, destination, deadline))
                } else if let next = services.next() {
                    service = next.key
                    destinations = next.value.makeIterator()
                } else {
                    break
                }
            }
            return lines.isEmpty ? nil : lines
        }
    }
}
