internal import ConfigurationLanguage
internal import HealthCheck
internal import IPVSTable
internal import NetworkTypes
internal import Routing
internal import VRRP
internal import VirtualServers

/// Walks over the statements and builds the model; the keyword table says what each statement does.
struct Reader {
    /// Where timing may be set: each level inherits from the one before.
    enum Level: Sendable {
        case virtualServer, realServer, checker
    }

    let tree: SyntaxTree
    let part: Configuration.Part
    let table = KeywordTable.shared
    var configuration = Configuration()
    var defaults = InstanceDefaults()
    var found = DiagnosticList()
    var requirements = MachineRequirements()
    /// A block of another part was skipped.
    var leavesBlocks = false
    /// The statement that is being read.
    var current = 0
    var walk = Walk()
    /// The virtual server whose block has ended and whose real servers are being worked out.
    var ending: EndingServer?
    /// Of this virtual server a check's time limit was complained about: once is enough.
    var hasComparedTimeout = false
    /// In place of drafts that are done with.
    let spent = RealServerDraft()
    // Settings that real servers and checks have in common.
    var lastRealServerSettings: Shared<RealServerSettings>?
    var keptRealServerSettings: [RealServerSettings: Shared<RealServerSettings>] = [:]
    var lastCheckSettings: Shared<CheckSettings>?
    var keptCheckSettings: [CheckSettings: Shared<CheckSettings>] = [:]
    /// How often there was something to say, be it that it was said already.
    var remarks = 0

    // What a later reading need not read again, in KnownBlocks.swift.
    let former: FormerReading?
    var outcomes: [KnownBlocks.Outcome?] = []
    /// The block of the tree that comes next.
    var nextBlock = 0
    var openOutcome: OpenOutcome?
    /// A known block can't be what it was beside the others that there are now: everything must be read.
    var contradicts = false

    // What the innermost blocks have said so far.
    var instance = InstanceDraft()
    var trackingScript = ScriptDraft()
    var trackedFile = TrackedFileDraft()
    var trackedProcess = TrackedProcessDraft()
    var session = BFDInstanceDraft()
    var trackedServer: TrackingDraft?
    /// Where each is named first.
    var trackedServerPlaces: [String: SourceRange] = [:]
    var announcementGroup = AnnouncementGroupDraft()
    var virtualServer = VirtualServerDraft()
    var realServer = RealServerDraft()
    var check = CheckDraft()
    var url = URLDraft()
    /// What the `SSL` block says.
    var tlsFiles = TLSFiles()

    // What must not come twice, with the place of the first.
    var instanceNames: [String: SourceRange] = [:]
    /// What can be tracked.
    var trackers: [TrackedObject: TrackerDeclaration] = [:]
    /// Of files and sessions that aren't left out, their places in the configuration: thousands of checkers may look for theirs.
    var trackedFileNumbers: [String: Int] = [:]
    var sessionNumbers: [String: Int] = [:]
    /// Of sessions, where the neighbour is told.
    var sessionPlaces: [String: SourceRange] = [:]
    var syncGroups = SyncGroupDrafts()
    var trackGroups = TrackGroupDrafts()
    /// The default of `timeout` was mentioned: once is enough.
    var hasMentionedScriptTimeout = false
    var virtualRouters: [VirtualRouterKey: [VirtualRouterClaim]] = [:]
    var addressOwners: [AddressKey: (instance: String, place: SourceRange)] = [:]
    var addressPlaces: [IPAddress: (instance: String, place: SourceRange)] = [:]
    var services: [ServiceIdentity: SourceRange] = [:]
    var syncDaemonPlace: SourceRange?
    /// What an instance says of it.
    var syncDaemonOfInstance: SyncDaemonSettings?
    var groups: [String: GroupDraft] = [:]
    /// The virtual servers of groups.
    var groupServers: [VirtualServerIdentity: SourceRange] = [:]
    /// The names of interfaces that are made, with the place of the instance.
    var virtualInterfaceNames: [String: SourceRange] = [:]
    /// Those interfaces by where they stand and what they are called by their neighbours.
    var macvlans: [MacvlanKey: VirtualInterface] = [:]
    /// What the next rule without a preference gets.
    var nextRulePriority: UInt32 = 16384
    var announcementGroupPlaces: [String: SourceRange] = [:]

    /// Keywords whose status was mentioned, by number, and how often they stood there.
    private var mentions: [Int: (diagnostic: Diagnostic, count: Int)] = [:]

    init(_ tree: SyntaxTree, part: Configuration.Part, after former: FormerReading? = nil) {
        self.tree = tree
        self.part = part
        self.former = former
        outcomes = Array(repeating: nil, count: tree.blocks.count)
        for diagnostic in tree.diagnostics { found.append(diagnostic) }
    }

    /// What follows from everything together.
    mutating func finish() {
        configuration.global.fifos.dropIncomplete()
        resolveSyncGroups()
        resolveTrackGroups()
        noteUnknownServers()
        checkSyncDaemon()
        for mention in mentions.values {
            var diagnostic = mention.diagnostic
            if mention.count > 1 { diagnostic.message += " (\(mention.count) times in the file)" }
            found.append(diagnostic)
        }
    }

    /// A command that stands in quotes as a whole begins with its program too.
    mutating func requireProgram(of statement: Int) {
        guard tree.wordCount(of: statement) > 1, let program = string(1, in: statement).split(separator: " ").first else { return }
        requirements.needProgram(String(program), at: place(1, in: statement))
    }

    /// The number of words, and whether there is a block.
    mutating func hasRightShape(_ statement: Int, _ keyword: Keyword) -> Bool {
        let count = tree.wordCount(of: statement) - 1
        if count > 0, keyword.values.upperBound > 0, isWord(1, in: statement, "=") {
            report(
                .error, .invalidValue, "no `=` stands between a keyword and its value", at: tree.range(ofWord: 1, in: statement),
                hint: "leave it out")
            return false
        }
        if count < keyword.values.lowerBound {
            report(
                .error, .missingValue, "`\(keyword.name)` needs a value", at: tree.range(ofWord: 0, in: statement),
                hint: "it is written `\(keyword.name) \(keyword.syntax)`")
            return false
        }
        if keyword.opens != nil, !tree.hasBlock(statement) {
            report(
                .error, .missingBlock, "`\(keyword.name)` needs a block in braces", at: tree.range(of: statement))
            return false
        }
        if keyword.opens == nil, tree.hasBlock(statement) {
            report(
                .error, .unexpectedBlock, "`\(keyword.name)` has no block; what stands in the braces is left out",
                at: tree.range(of: statement))
        }
        if count > keyword.values.upperBound {
            let place = tree.range(ofWord: keyword.values.upperBound + 1, in: statement)
            report(.warning, .extraValue, "nothing more is expected behind `\(keyword.name)`; it is ignored", at: place)
        }
        return true
    }

    /// Says once per keyword what it does not do.
    mutating func mention(_ number: Int, _ keyword: Keyword, _ statement: Int) {
        if case .implemented = keyword.status { return }
        remarks += 1
        if mentions[number] != nil {
            mentions[number]?.count += 1
            return
        }
        let place = tree.range(ofWord: 0, in: statement)
        let diagnostic: Diagnostic
        switch keyword.status {
        case .implemented: return
        case .noEffect(let why):
            diagnostic = Diagnostic(.notice, .noEffect, "`\(keyword.name)` has no effect: \(why)", at: place)
        case .obsolete(let replacement):
            diagnostic = Diagnostic(
                .notice, .obsoleteKeyword, "`\(keyword.name)` is an old word here", at: place, hint: "write `\(replacement)`")
        case .notYet(let consequence, let severity):
            diagnostic = Diagnostic(
                severity, .notSupportedYet, "`\(keyword.name)` is not supported yet: \(consequence)", at: place)
        }
        mentions[number] = (diagnostic, 1)
    }

    mutating func report(
        _ severity: Diagnostic.Severity, _ code: Diagnostic.Code, _ message: String, at place: SourceRange, hint: String? = nil,
        related: Diagnostic.Related? = nil
    ) {
        remarks += 1
        found.append(Diagnostic(severity, code, message, at: place, hint: hint, related: related))
    }

    subscript(timing level: Level) -> TimingDraft {
        get {
            switch level {
            case .virtualServer: virtualServer.timing
            case .realServer: realServer.timing
            case .checker: check.timing
            }
        }
        // In place: there is one such statement for each check.
        _modify {
            switch level {
            case .virtualServer: yield &virtualServer.timing
            case .realServer: yield &realServer.timing
            case .checker: yield &check.timing
            }
        }
    }
}
