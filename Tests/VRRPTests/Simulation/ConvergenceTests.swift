import NetworkTypes
import SimulatedNetwork
import Testing
import VRRP

@Suite("Simulation: after every disturbance")
struct ConvergenceTests {
    @Test("each virtual router has one master, of the highest priority, once everything is put right again")
    func converges() {
        for seed in Seeds.all(1000) {
            var random = RandomNetwork(seed: seed, isTracing: Seeds.replayed != nil)
            random.putRight()
            random.network.run(for: random.settlingTime)
            var complaints = disagreements(in: random.network, afterPhase: 0)
            for phase in 1...3 where complaints.isEmpty {
                random.disturb()
                random.putRight()
                random.network.run(for: random.settlingTime)
                complaints = disagreements(in: random.network, afterPhase: phase)
            }
            guard complaints.isEmpty else {
                report(complaints, of: random.network)
                return
            }
        }
    }

    @Test("with nopreempt there is still exactly one master")
    func convergesWithoutPreemption() {
        for seed in Seeds.all(300) {
            var random = RandomNetwork(seed: seed, preempts: false, isTracing: Seeds.replayed != nil)
            random.putRight()
            random.network.run(for: random.settlingTime)
            random.disturb()
            random.putRight()
            random.network.run(for: random.settlingTime)
            let complaints = RandomNetwork.identifiers.compactMap { identifier in
                let masters = random.network.masters(of: identifier)
                return masters.count == 1 ? nil : "VRID \(identifier) has masters \(masters)"
            }
            guard complaints.isEmpty else {
                report(complaints, of: random.network)
                return
            }
        }
    }

    private func disagreements(in network: SimulatedNetwork, afterPhase phase: Int) -> [String] {
        var complaints: [String] = []
        for identifier in RandomNetwork.identifiers {
            let masters = network.masters(of: identifier)
            let rightful = network.rightfulMasters(of: identifier)
            guard let master = masters.first, masters.count == 1, rightful.contains(master) else {
                complaints.append("phase \(phase), VRID \(identifier): masters \(masters), should be one of \(rightful)")
                continue
            }
            let owners = network.directors.indices.filter { network.directors[$0].owns(identifier) }
            if owners != masters { complaints.append("phase \(phase), VRID \(identifier): addresses at \(owners), master \(masters)") }
            for (index, director) in network.directors.enumerated() {
                let known = director.router(identifier)?.masterAddress
                if known != network.directors[master].address {
                    complaints.append("phase \(phase), VRID \(identifier): director \(index) takes \(known?.description ?? "nobody") for master")
                }
            }
        }
        return complaints
    }
}

/// Says what went wrong with which seed, and what happened when the seed is replayed.
func report(_ complaints: [String], of network: SimulatedNetwork, sourceLocation: SourceLocation = #_sourceLocation) {
    let how = "replay with LVSD_SEED=\(network.seed)"
    Issue.record("\((complaints + [how] + network.trace).joined(separator: "\n"))", sourceLocation: sourceLocation)
}
