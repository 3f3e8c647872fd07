public import ConfigurationLanguage
public import VRRP
public import VirtualServers

/// The effective configuration: what the text says, with every default filled in and every inheritance done.
///
/// Two configurations are equal if they mean the same; where something stands in the text is no part of it.
public struct Configuration: Hashable, Sendable {
    public var global: GlobalDefinitions
    public var staticNetwork: StaticNetwork
    /// In the order of the text; each has a name of its own.
    public var vrrpScripts: [ScriptDefinition]
    /// In the order of the text; each has a name of its own.
    public var trackedFiles: [TrackedFile] = []
    /// In the order of the text; each has a name of its own.
    public var trackedProcesses: [TrackedProcessDefinition] = []
    /// In the order of the text; each has a name of its own, and a neighbour of its own.
    public var bfdInstances: [BFDInstance] = []
    /// In the order of the text; each has a name of its own, and a VRID of its own on its interface.
    public var vrrpInstances: [VRRPInstance]
    /// In the order of the text; each has a name of its own, and no instance is in two of them.
    public var syncGroups: [SyncGroupDefinition]
    /// In the order of the text; each has an identity of its own.
    public var virtualServers: [VirtualServerDefinition]

    public init(
        global: GlobalDefinitions = GlobalDefinitions(), staticNetwork: StaticNetwork = StaticNetwork(),
        vrrpScripts: [ScriptDefinition] = [], vrrpInstances: [VRRPInstance] = [],
        syncGroups: [SyncGroupDefinition] = [], virtualServers: [VirtualServerDefinition] = []
    ) {
        self.global = global
        self.staticNetwork = staticNetwork
        self.vrrpScripts = vrrpScripts
        self.vrrpInstances = vrrpInstances
        self.syncGroups = syncGroups
        self.virtualServers = virtualServers
    }
}

extension Configuration {
    /// Which blocks are read. The global definitions always are.
    public enum Part: Hashable, Sendable {
        case all
        /// What the VRRP role needs; blocks of the check role are skipped without a look into them.
        case vrrp
        /// What the check role needs; blocks of the VRRP role are skipped without a look into them.
        case check
        /// What the BFD role needs; blocks of the other roles are skipped without a look into them.
        case bfd
    }

    /// Whether there is something to do for the role whose part this is.
    public func hasWork(for part: Part) -> Bool {
        switch part {
        case .all: hasWork(for: .vrrp) || hasWork(for: .check) || hasWork(for: .bfd)
        case .vrrp: !vrrpInstances.isEmpty
        case .check: !virtualServers.isEmpty
        case .bfd: !bfdInstances.isEmpty
        }
    }

    /// How far a text can be used.
    public enum Outcome: Hashable, Sendable {
        /// No errors; there may be warnings and notices.
        case clean
        /// There are errors; the daemon can run on without the statements that have them, as keepalived does.
        case usableWithErrors
        /// The daemon can't run with it at all.
        case unusable
    }

    /// What became of reading a text.
    public struct Reading: Hashable, Sendable {
        public var configuration: Configuration
        /// In the order of the text, each mistake once.
        public var diagnostics: [Diagnostic]
        public var outcome: Outcome
        /// What the machine should have for this configuration.
        public var requirements: MachineRequirements
        /// Blocks of another part than the one that was asked for were skipped.
        public var leavesBlocks: Bool

        public init(
            configuration: Configuration, diagnostics: [Diagnostic], outcome: Outcome,
            requirements: MachineRequirements = MachineRequirements(), leavesBlocks: Bool = false
        ) {
            self.configuration = configuration
            self.diagnostics = diagnostics
            self.outcome = outcome
            self.requirements = requirements
            self.leavesBlocks = leavesBlocks
        }

        /// The diagnostics with those that a look at this machine adds, in the order of the text.
        public func diagnostics(on facts: MachineFacts) -> [Diagnostic] {
            (diagnostics + requirements.diagnostics(on: facts)).sortedByPosition()
        }
    }

    /// Reads the text of a configuration.
    ///
    /// A statement with an error is left out and reading goes on behind it. Whatever the bytes are, it never traps, and its
    /// time and memory grow linearly with them.
    public static func read(_ snapshot: SourceSnapshot, part: Part = .all) -> Reading {
        var reading = StagedReading(snapshot, part: part)
        while !reading.advance(.max) {}
        return reading.result.reading
    }

    /// Reads the text of a configuration together with the files that it includes.
    ///
    /// - Parameters:
    ///   - file: a snapshot of the first file alone.
    ///   - identity: that of this file.
    ///   - reader: where the others are.
    /// - Returns: the snapshot of all files too: `read(_:part:)` of it has the same result anywhere.
    public static func load(
        _ file: SourceSnapshot, identity: [UInt64] = [], reader: any SourceReader
    ) -> (reading: Reading, snapshot: SourceSnapshot) {
        let tree = SyntaxTree.load(file, identity: identity, grammar: KeywordTable.shared, reader: reader)
        var reader = Reader(tree, part: .all)
        var budget = Int.max
        while !reader.advance(&budget) { budget = .max }
        return (reader.reading, tree.snapshot)
    }
}

extension Reader {
    /// What everything together means. To be called once, when all statements are read.
    var reading: Configuration.Reading {
        mutating get {
            finish()
            requirements.trace(in: tree)
            let diagnostics = found.all.sortedByPosition().map(tree.explained)
            let hasErrors = diagnostics.contains { $0.severity == .error }
            let outcome: Configuration.Outcome = tree.isUnusable ? .unusable : hasErrors ? .usableWithErrors : .clean
            return Configuration.Reading(
                configuration: configuration, diagnostics: diagnostics, outcome: outcome, requirements: requirements, leavesBlocks: leavesBlocks)
        }
    }
}
