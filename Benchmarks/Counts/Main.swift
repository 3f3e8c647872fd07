internal import CAllocations
internal import NetworkTypes
internal import VRRP
internal import VirtualServers

/// What one unit of work costs, in allocations and instructions: figures that are the same on a busy machine.
///
/// `counts` prints the allocations; the instructions come from valgrind's callgrind, which counts them by function: each kind of work
/// stands in one function of its own that is called once (`Benchmarks/count`).
@main
enum Main {
    static let rounds = 2_000

    static func main() {
        if CommandLine.arguments.dropFirst() == ["steps"] { return StepTimes.print() }
        if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "growth", let largest = Int(CommandLine.arguments[2]) {
            Growth.run(upTo: largest)
            return
        }
        measure("advertisement-heard-again", rounds) { hearAgain(VRRPWork(.version2, .ipv4), rounds) }
        measure("advertisement-checked", rounds) { checkAdvertisements(VRRPWork(.version2, .ipv4), rounds) }
        measure("advertisement-sent", rounds) { sendAdvertisements(VRRPWork(.version2, .ipv4), rounds) }
        measure("tcp-probe", rounds) { probeTCP(rounds) }
        measure("http-probe", rounds) { probeHTTP(rounds) }
        measure("dns-probe", rounds) { probeDNS(rounds) }
        let work = TableWork(virtualServers: 100, realServers: 20)
        measure("real-server-flip", rounds) { flipRealServers(work, rounds) }
        measure("destination-compared", work.destinations) { compareTables(work) }
        measure("destination-planned", work.destinations) { planTable(work) }
        let text = TableWork.text(virtualServers: 50, realServers: 10)
        measure("configuration-line", text.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }) { readConfiguration(text) }
        let reloaded = ReloadWork(virtualServers: 250, realServers: 4)
        measure("real-server-reloaded", 1000) { reload(reloaded) }
        let pool = ReloadWork(virtualServers: 1, realServers: 4000)
        measure("pool-reconfigured", 4000) { reconfigurePool(pool) }
        if let server = pool.servers.first, let service = server.definition.services.first {
            let actual = server.desired(for: service)
            measure("pool-compared", 4000) { comparePool(server, actual) }
        }
    }

    /// Prints the name, how many units of work were done, and how many allocations each took.
    private static func measure(_ name: String, _ units: Int, _ work: () -> Void) {
        let before = callocations_count()
        work()
        let allocations = Int(callocations_count() - before)
        print("\(name) \(units) \(allocations * 100 / max(units, 1))")
    }
}
