import SimulatedNetwork
import Testing

/// A few seeds; scripts/test has the optimised program `simulation` run ten thousand.
@Suite("Simulation: after every disturbance")
struct ConvergenceTests {
    @Test("each virtual router has one master, of the highest priority, once everything is put right again", arguments: Convergence.Kind.allCases)
    func converges(kind: Convergence.Kind) {
        for seed in Seeds.all(150) {
            let complaints = Convergence.complaints(seed: seed, kind, isTracing: Seeds.replayed != nil)
            if complaints.isEmpty { continue }
            Issue.record("\((complaints + ["replay with LVSD_SEED=\(seed)"]).joined(separator: "\n"))")
            return
        }
    }
}

/// Says what went wrong with which seed, and what happened when the seed is replayed.
func report(_ complaints: [String], of network: SimulatedNetwork, sourceLocation: SourceLocation = #_sourceLocation) {
    let how = "replay with LVSD_SEED=\(network.seed)"
    Issue.record("\((complaints + [how] + network.trace).joined(separator: "\n"))", sourceLocation: sourceLocation)
}
