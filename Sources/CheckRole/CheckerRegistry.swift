internal import HealthCheck

/// The checkers that may be shared, by what they ask (`share_checks`).
struct CheckerRegistry {
    /// Another word here reaches the checkers that there are with `settle`.
    var sharesProbes = true {
        didSet { if !sharesProbes { entries = [] } }
    }
    private var entries: Set<Entry> = []

    /// A key that costs one reference: the definition stands in the checker already.
    private enum Entry: Hashable {
        case checker(SharedChecker)
        case wanted(Shared<CheckDefinition>)

        var form: CheckDefinition {
            switch self {
            case .checker(let checker): checker.definition.sharedForm
            case .wanted(let definition): definition.value.sharedForm
            }
        }

        static func == (left: Entry, right: Entry) -> Bool { left.form == right.form }

        func hash(into hasher: inout Hasher) {
            switch self {
            case .checker(let checker): checker.definition.hashSharedForm(into: &hasher)
            case .wanted(let definition): definition.value.hashSharedForm(into: &hasher)
            }
        }
    }

    /// The checker of this definition, which may have others already.
    ///
    /// - Parameters:
    ///   - isUp: how the real server stands.
    ///   - isProven: that is known from probes.
    mutating func checker(for definition: Shared<CheckDefinition>, isUp: Bool, isProven: Bool, _ environment: CheckEnvironment) -> SharedChecker {
        guard sharesProbes else { return SharedChecker(environment, definition, isUp: isUp, isProven: isProven) }
        let wanted = Entry.wanted(definition)
        if let index = entries.firstIndex(of: wanted), case .checker(let present) = entries[index] {
            guard present.suits(isUp: isUp) else { return SharedChecker(environment, definition, isUp: isUp, isProven: isProven) }
            if isProven { present.prove() }
            return present
        }
        let new = SharedChecker(environment, definition, isUp: isUp, isProven: isProven)
        entries.insert(.checker(new))
        return new
    }

    /// What takes the place of this checker for one of its owners after `share_checks` has changed.
    ///
    /// - Parameters:
    ///   - isFirst: whether it is its first owner, who keeps it where each is to have its own.
    ///   - isUp: how the real server stands.
    mutating func settle(_ checker: SharedChecker, isFirst: Bool, isUp: Bool, _ environment: CheckEnvironment) -> SharedChecker {
        if !sharesProbes { return isFirst ? checker : SharedChecker(environment, checker.sharedDefinition, isUp: isUp, isProven: checker.isFounded) }
        guard case .checker(let present)? = entries.firstIndex(of: .checker(checker)).map({ entries[$0] }) else {
            entries.insert(.checker(checker))
            return checker
        }
        guard present.suits(isUp: isUp) else { return checker }
        if isUp, checker.isFounded { present.prove() }
        return present
    }

    /// The checker has ended.
    mutating func forget(_ checker: SharedChecker) {
        // One of the same kind that isn't shared stays out of it.
        guard let index = entries.firstIndex(of: .checker(checker)), case .checker(let present) = entries[index], present === checker else { return }
        entries.remove(at: index)
    }
}
