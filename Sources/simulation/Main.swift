internal import LinuxSystem
internal import SimulatedNetwork

/// `simulation COUNT [FIRST]`: plays that many seeds of each kind of network, from FIRST on, and says what went wrong.
/// `simulation --seed SEED KIND` plays one and shows all that happens.
@main
enum Main {
    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        if words.first == "--seed", words.count == 3, let seed = UInt64(words[1]), let kind = Convergence.Kind(rawValue: words[2]) {
            let complaints = Convergence.complaints(seed: seed, kind, isTracing: true)
            print((complaints.isEmpty ? ["nothing wrong with seed \(seed)"] : complaints).joined(separator: "\n"))
            CurrentProcess.exit(complaints.isEmpty ? 0 : 1)
        }
        guard let count = words.first.flatMap({ UInt64($0) }), words.count <= 2 else {
            print("usage: simulation COUNT [FIRST] | simulation --seed SEED KIND (\(Convergence.Kind.allCases.map(\.rawValue).joined(separator: ", ")))")
            CurrentProcess.exit(2)
        }
        let first = words.dropFirst().first.flatMap { UInt64($0) } ?? 0
        var failures = 0
        for seed in first..<first &+ count {
            // One kind for each seed, in turn.
            let kind = Convergence.Kind.allCases[Int(seed % UInt64(Convergence.Kind.allCases.count))]
            let complaints = Convergence.complaints(seed: seed, kind)
            if complaints.isEmpty { continue }
            failures += 1
            if failures <= 10 { print("FAILED: \(complaints.joined(separator: "; "))") }
        }
        print("\(count) seeds, \(failures) failed")
        CurrentProcess.exit(failures == 0 ? 0 : 1)
    }
}
