internal import Configuration
internal import ConfigurationLanguage
internal import IPVSTable
internal import NetworkTypes
internal import VirtualServers

/// Virtual servers as a configuration makes them, and their table.
struct TableWork {
    let servers: [VirtualServer]
    let table: Table

    init(virtualServers: Int, realServers: Int) {
        let text = Self.text(virtualServers: virtualServers, realServers: realServers)
        let configuration = Configuration.read(SourceSnapshot(path: "x", bytes: text)).configuration
        let now = MonotonicInstant(nanoseconds: 0)
        servers = configuration.virtualServers.map { VirtualServer($0, now: now) }
        var table = Table()
        for server in servers { table.services.merge(server.desired) { first, _ in first } }
        self.table = table
    }

    var destinations: Int { table.services.values.reduce(0) { $0 + $1.destinations.count } }

    /// - Parameter changed: two real servers, one of the first virtual server and one of the last, have another weight.
    static func text(virtualServers: Int, realServers: Int, changed: Bool = false) -> [UInt8] {
        var text = ""
        for virtual in 1...virtualServers {
            text += "virtual_server 10.100.\(virtual / 250).\(virtual % 250 + 1) 80 {\n    delay_loop 6\n    lb_algo wrr\n    lb_kind DR\n    protocol TCP\n"
            for real in 1...realServers {
                let weight = changed && (virtual == 1 && real == 1 || virtual == virtualServers && real == realServers) ? 2 : 1
                text += "    real_server 192.\(168 + real / 250).\(virtual % 250).\(real % 250) 80 {\n        weight \(weight)\n        TCP_CHECK {\n            connect_timeout 3\n"
                text += "        }\n    }\n"
            }
            text += "}\n"
        }
        return Array(text.utf8)
    }
}

/// A real server fails and recovers: two changes of the table.
@inline(never)
func flipRealServers(_ work: TableWork, _ rounds: Int) {
    guard var server = work.servers.first else { return }
    let now = MonotonicInstant(nanoseconds: 0)
    var keeper = TableKeeper()
    for round in 0..<rounds {
        for effect in server.checkerChanged(CheckPosition(realServer: 3, check: 0), isUp: round % 2 == 1, now: now) {
            guard case .change(let change) = effect else { continue }
            keeper.enqueue(change)
        }
        let batch = keeper.nextBatch(upTo: 256)
        _ = keeper.answered(batch, refusals: [], now: now)
    }
}

@inline(never)
func compareTables(_ work: TableWork) {
    let changes = work.table.changes(toReach: work.table)
    precondition(changes.isEmpty, "equal tables differ")
}

@inline(never)
func planTable(_ work: TableWork) {
    let changes = Table().changes(toReach: work.table)
    precondition(changes.count == work.destinations + work.servers.count, "a plan of another length")
}

@inline(never)
func readConfiguration(_ text: [UInt8]) {
    let reading = Configuration.read(SourceSnapshot(path: "x", bytes: text))
    precondition(reading.diagnostics.isEmpty, "the text is wrong")
}
