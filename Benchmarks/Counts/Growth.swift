internal import CAllocations
internal import Configuration
internal import ConfigurationLanguage
internal import IPVSTable
internal import NetworkTypes
internal import VirtualServers
internal import VRRP

/// One director's work at 1, 2, 4 and 8 times a size, each step by itself: what doubles its input may only double its cost.
///
/// `counts growth LARGEST` prints a line "STEP FACTOR SIZE BYTES" for each, where BYTES is what is allocated afterwards and wasn't before. The
/// instructions come from callgrind, which writes one file for each step (`Benchmarks/growth`).
enum Growth {
    static func run(upTo largest: Int) {
        var factor = 1
        while factor <= largest {
            servers(factor)
            pool(factor)
            instances(factor)
            files(factor)
            ports(factor)
            factor *= 2
        }
    }

    private static func step<Value>(_ name: String, _ factor: Int, _ size: Int, _ work: () -> Value) -> Value {
        let before = callocations_bytes_in_use()
        callocations_step_begins()
        let value = work()
        callocations_step_ends()
        print("\(name) \(factor) \(size) \(Int(callocations_bytes_in_use()) - Int(before))")
        return value
    }

    /// Virtual servers of 16 real servers: their configuration, start, reload of two changes, comparison with the kernel's table, stop.
    private static func servers(_ factor: Int) {
        let count = 285 * factor
        let size = count * 16
        let text = TableWork.text(virtualServers: count, realServers: 16)
        let old = step("read", factor, size) { Configuration.read(SourceSnapshot(path: "x", bytes: text)).configuration }
        var director = step("start", factor, size) { Director(old) }
        let text2 = TableWork.text(virtualServers: count, realServers: 16, changed: true)
        let new = Configuration.read(SourceSnapshot(path: "x", bytes: text2)).configuration
        director = step("follow", factor, size) {
            var director = director
            director.follow(new)
            return director
        }
        precondition(director.commands == 2, "\(director.commands) commands for two changes")
        _ = step("compare", factor, size) { director.table.changes(toReach: director.table).count }
        _ = step("stop", factor, size) {
            var director = director
            director.stop()
            return director.commands
        }
    }

    /// One virtual server, all of whose real servers fail and recover.
    private static func pool(_ factor: Int) {
        let size = 2_000 * factor
        let text = TableWork.text(virtualServers: 1, realServers: size)
        let configuration = step("read-pool", factor, size) { Configuration.read(SourceSnapshot(path: "x", bytes: text)).configuration }
        let director = Director(configuration)
        let commands = step("flip-pool", factor, size) {
            var director = director
            for isUp in [false, true] { director.flipAll(isUp: isUp) }
            return director.commands
        }
        precondition(commands >= 2 * size - 2, "\(commands) commands for \(size) real servers that went and came")
    }

    /// Real servers that each follow a file of their own.
    private static func files(_ factor: Int) {
        let size = 1_000 * factor
        var text = ""
        for index in 0..<size { text += "track_file f\(index) {\n    file /run/f\(index)\n}\n" }
        for server in 0..<(size / 10) {
            text += "virtual_server 10.3.\(server / 256).\(server % 256) 80 {\n    lb_algo rr\n    lb_kind DR\n    protocol TCP\n"
            for index in 0..<10 {
                text += "    real_server 10.4.0.\(index) 80 {\n        FILE_CHECK {\n            track_file f\(server * 10 + index)\n        }\n    }\n"
            }
            text += "}\n"
        }
        let bytes = Array(text.utf8)
        let configuration = step("read-files", factor, size) { Configuration.read(SourceSnapshot(path: "x", bytes: bytes)).configuration }
        precondition(configuration.virtualServers.count == size / 10, "\(configuration.virtualServers.count) virtual servers of \(size / 10)")
    }

    /// A group of many ports, whose real servers have the port of each member.
    private static func ports(_ factor: Int) {
        let size = 1_000 * factor
        var text = "virtual_server_group g {\n"
        for index in 0..<size { text += "    10.5.0.1 \(index + 1)\n" }
        text += "}\nvirtual_server group g {\n    lb_algo rr\n    lb_kind DR\n    protocol TCP\n"
        for index in 0..<size { text += "    real_server 10.6.\(index / 256).\(index % 256) {\n    }\n" }
        text += "}\n"
        let bytes = Array(text.utf8)
        let configuration = step("read-ports", factor, size) { Configuration.read(SourceSnapshot(path: "x", bytes: bytes)).configuration }
        precondition(configuration.virtualServers.first?.realServers.count == size, "a group with \(size) real servers")
    }

    /// Instances of VRRP: their configuration, and one advertisement for each of them as backup.
    private static func instances(_ factor: Int) {
        let size = 2_000 * factor
        var text = "global_defs {\n    dynamic_interfaces\n}\n"
        for index in 0..<size {
            text += "vrrp_instance V\(index) {\n    interface none\(index / 255)\n    virtual_router_id \(index % 255 + 1)\n    priority 100\n"
            text += "    virtual_ipaddress {\n        10.2.\(index / 256).\(index % 256)\n    }\n}\n"
        }
        let bytes = Array(text.utf8)
        let configuration = step("read-instances", factor, size) { Configuration.read(SourceSnapshot(path: "x", bytes: bytes)).configuration }
        precondition(configuration.vrrpInstances.count == size, "\(configuration.vrrpInstances.count) instances of \(size)")
    }
}

/// The decisions of a check role, and a kernel that accepts everything.
private struct Director {
    private(set) var servers: [VirtualServerIdentity: VirtualServer] = [:]
    private var order: [VirtualServerIdentity]
    private var keeper = TableKeeper()
    /// Commands of the last step.
    private(set) var commands = 0
    private static let now = MonotonicInstant(nanoseconds: 0)

    init(_ configuration: Configuration) {
        order = configuration.virtualServers.map(\.identity)
        for definition in configuration.virtualServers {
            let server = VirtualServer(definition, now: Self.now)
            servers[definition.identity] = server
        }
        keeper.begin(actual: Table(), desired: table, now: Self.now)
        send()
    }

    var table: Table {
        var table = Table()
        for server in servers.values { table.services.merge(server.desired) { first, _ in first } }
        return table
    }

    mutating func follow(_ configuration: Configuration) {
        for definition in configuration.virtualServers {
            guard servers[definition.identity]?.definition != definition else { continue }
            carryOut(servers[definition.identity]?.reconfigure(to: definition, now: Self.now)?.effects ?? [])
        }
        send()
    }

    mutating func flipAll(isUp: Bool) {
        for identity in order {
            for index in 0..<(servers[identity]?.definition.realServers.count ?? 0) {
                carryOut(servers[identity]?.checkerChanged(CheckPosition(realServer: index, check: 0), isUp: isUp, now: Self.now) ?? [])
            }
        }
        send(since: isUp ? commands : 0)
    }

    mutating func stop() {
        for identity in order { carryOut(servers[identity]?.stop(.shutdown) ?? []) }
        send()
    }

    private mutating func carryOut(_ effects: [VirtualServerEffect]) {
        for effect in effects {
            if case .change(let change) = effect { keeper.enqueue(change) }
        }
    }

    private mutating func send(since before: Int = 0) {
        commands = before
        while keeper.hasWork {
            let batch = keeper.nextBatch(upTo: 256)
            commands += batch.count
            _ = keeper.answered(batch, refusals: [], now: Self.now)
        }
    }
}
