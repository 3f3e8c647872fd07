internal import NetworkTypes
internal import VRRP

/// What must be so after every disturbance: each virtual router has one master, of the highest priority, and everybody knows it.
public enum Convergence {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case preempting
        case nonPreempting
        /// All virtual routers of a director form a sync group.
        case synchronized
    }

    /// Disturbs a network in three phases, each followed by quiet.
    ///
    /// - Returns: what was wrong, with all that happened where `isTracing`; nothing where all was right.
    public static func complaints(seed: UInt64, _ kind: Kind, isTracing: Bool = false) -> [String] {
        var random = RandomNetwork(seed: seed, preempts: kind != .nonPreempting, isSynchronized: kind == .synchronized, isTracing: isTracing)
        random.putRight()
        random.network.run(for: random.settlingTime)
        for phase in 0...3 {
            if phase > 0 {
                random.disturb()
                random.putRight()
                random.network.run(for: random.settlingTime)
            }
            let complaints = (complaints(in: random.network, kind) + random.network.splitGroups).map { "phase \(phase), \($0)" }
            if !complaints.isEmpty { return ["seed \(seed), \(kind.rawValue)"] + complaints + random.network.trace }
        }
        return []
    }

    private static func complaints(in network: SimulatedNetwork, _ kind: Kind) -> [String] {
        var complaints: [String] = []
        for identifier in RandomNetwork.identifiers {
            let masters = network.masters(of: identifier)
            guard let master = masters.first, masters.count == 1 else {
                complaints.append("VRID \(identifier): masters \(masters)")
                continue
            }
            if kind == .nonPreempting { continue }
            let rightful = network.rightfulMasters(of: identifier)
            if !rightful.contains(master) { complaints.append("VRID \(identifier): master \(master), should be one of \(rightful)") }
            let owners = network.directors.indices.filter { network.directors[$0].owns(identifier) }
            if owners != masters { complaints.append("VRID \(identifier): addresses at \(owners), master \(masters)") }
            for (index, director) in network.directors.enumerated() {
                let known = director.router(identifier)?.masterAddress
                if known != network.directors[master].address {
                    complaints.append("VRID \(identifier): director \(index) takes \(known?.description ?? "nobody") for master")
                }
            }
        }
        let masters = Set(RandomNetwork.identifiers.map { network.masters(of: $0) })
        if kind == .synchronized, masters.count > 1 { complaints.append("the members of a group have different masters: \(masters)") }
        return complaints
    }
}
