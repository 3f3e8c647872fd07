internal import LinuxSystem
internal import NetworkTypes
internal import SimulatedNetwork
internal import SimulatedServers

/// `simulation COUNT [FIRST]`: plays that many seeds, from FIRST on, of networks of directors and of directors with their real servers,
/// and says what went wrong. `simulation --seed SEED KIND` plays one; of a network it shows all that happens.
@main
enum Main {
    /// Of simulations without a network.
    private static let servers = "servers"

    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        if words.first == "--seed", words.count == 3, let seed = UInt64(words[1]), let complaints = play(seed, words[2]) {
            print((complaints.isEmpty ? ["nothing wrong with seed \(seed)"] : complaints).joined(separator: "\n"))
            CurrentProcess.exit(complaints.isEmpty ? 0 : 1)
        }
        guard let count = words.first.flatMap({ UInt64($0) }), words.count <= 2 else {
            let kinds = (Convergence.Kind.allCases.map(\.rawValue) + [servers]).joined(separator: ", ")
            print("usage: simulation COUNT [FIRST] | simulation --seed SEED KIND (\(kinds))")
            CurrentProcess.exit(2)
        }
        let first = words.dropFirst().first.flatMap { UInt64($0) } ?? 0
        let seeds = first..<first &+ count
        // One kind for each seed, in turn.
        let kinds = Convergence.Kind.allCases
        let networks = play(seeds, "networks") { Convergence.complaints(seed: $0, kinds[Int($0 % UInt64(kinds.count))]) }
        let pools = play(seeds, "directors with real servers") { ServerConvergence.complaints(seed: $0) }
        CurrentProcess.exit(networks && pools ? 0 : 1)
    }

    private static func play(_ seed: UInt64, _ kind: String) -> [String]? {
        if kind == servers { return ServerConvergence.complaints(seed: seed) }
        return Convergence.Kind(rawValue: kind).map { Convergence.complaints(seed: seed, $0, isTracing: true) }
    }

    /// - Returns: whether all was right.
    private static func play(_ seeds: Range<UInt64>, _ name: String, complaints: (UInt64) -> [String]) -> Bool {
        let begin = SystemClock.now()
        var failures = 0
        for seed in seeds {
            let complaints = complaints(seed)
            if complaints.isEmpty { continue }
            failures += 1
            if failures <= 10 { print("FAILED: \(complaints.joined(separator: "; "))") }
        }
        print("\(seeds.count) seeds of \(name), \(failures) failed, in \((SystemClock.now() - begin).secondsText) s")
        return failures == 0
    }
}
