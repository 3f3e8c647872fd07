internal import ControlProtocol
internal import NetworkTypes

/// A reload from the question to the roles to their answers. Pure: the supervisor carries out what comes out.
///
/// Each role reads its own part, so that the text is read once by whoever needs it; nothing changes before all have agreed.
struct ReloadTransaction {
    enum Step: Hashable {
        case wait
        /// Every part is right. The roles named have something to do in it; those not named have nothing.
        case commit(Set<Role>)
        /// There are mistakes: the running configuration stays.
        case refuse
        /// The answers don't tell enough: the whole text must be read.
        case readWhole
    }

    /// The roles whose answers are missing.
    private(set) var awaited: Set<Role>
    private let asked: Set<Role>
    /// The roles that this daemon may run.
    private let enabled: Set<Role>
    private var findings: [Role: PreparationFindings] = [:]
    private let began: MonotonicInstant

    /// How long a role may take to answer.
    static let patience = Duration.seconds(15)

    init(asking roles: Set<Role>, of enabled: Set<Role>, now: MonotonicInstant) {
        began = now
        asked = roles
        awaited = roles
        self.enabled = enabled
    }

    /// Whether some role has something to say about the configuration.
    var hasRemarks: Bool { findings.values.contains { $0.contains(.hasRemarks) } }

    /// A role that works but hasn't answered for too long: nothing speaks against the configuration, but it can't be followed.
    func overdue(now: MonotonicInstant) -> Role? {
        now - began > Self.patience ? Role.allCases.first(where: awaited.contains) : nil
    }

    mutating func heard(_ found: PreparationFindings, from role: Role) -> Step {
        guard awaited.remove(role) != nil else { return .wait }
        findings[role] = found
        guard awaited.isEmpty else { return .wait }
        if findings.values.contains(where: { $0.contains(.isFaulty) }) { return .refuse }
        // What nobody has read may have mistakes, and may be work for a role that doesn't run yet.
        if findings.values.contains(where: { $0.contains(.leavesBlocks) }), !asked.isSuperset(of: enabled.filter(\.hasBlocksOfItsOwn)) {
            return .readWhole
        }
        var busy = Set(findings.filter { $0.value.contains(.hasWork) }.keys)
        if findings.values.contains(where: { $0.contains(.hasSessions) }), enabled.contains(.bfd) { busy.insert(.bfd) }
        return .commit(busy)
    }

    /// A role has died, over the question or after its answer: what it had read is gone with it, and its next process would be told to follow
    /// what it never saw.
    func lost(_ role: Role) -> Step {
        asked.contains(role) ? .readWhole : .wait
    }
}
