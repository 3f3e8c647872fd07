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
    private(set) var leavesBlocks = false
    /// The statement that is being read.
    var current = 0

    // What the innermost blocks have said so far.
    var instance = InstanceDraft()
    var trackingScript = ScriptDraft()
    var trackedFile = TrackedFileDraft()
    var trackedProcess = TrackedProcessDraft()
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
    var syncGroups = SyncGroupDrafts()
    var trackGroups = TrackGroupDrafts()
    /// The default of `timeout` was mentioned: once is enough.
    var hasMentionedScriptTimeout = false
    var virtualRouters: [VirtualRouterKey: (instance: String, place: SourceRange)] = [:]
    var addressOwners: [AddressKey: (instance: String, place: SourceRange)] = [:]
    var addressPlaces: [IPAddress: (instance: String, place: SourceRange)] = [:]
    var services: [ServiceIdentity: SourceRange] = [:]
    var syncDaemonPlace: SourceRange?
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

    /// Things without a keyword of their own whose absence was mentioned: once is enough.
    private var mentionedAbsences: Set<String> = []
    /// Keywords whose status was mentioned, by number, and how often they stood there.
    private var mentions: [Int: (diagnostic: Diagnostic, count: Int)] = [:]

    init(_ tree: SyntaxTree, part: Configuration.Part) {
        self.tree = tree
        self.part = part
        for diagnostic in tree.diagnostics { found.append(diagnostic) }
    }

    /// Global definitions first, wherever they stand: the other blocks take defaults from them. Then scripts and the
    /// like, which instances name, and groups, which virtual servers name.
    mutating func readFile() {
        for statement in tree.roots where Self.readFirst.contains(block(of: statement)) { read(statement, in: .root) }
        configuration.global.firewall = firewallSettings()
        finishLifecycleScripts()
        configuration.global.receiveBuffer = defaults.usedReceiveBuffer
        configuration.global.addressInterfacePrefix = defaults.addressInterfacePrefix ?? defaults.virtualInterfacePrefix
        for statement in tree.roots where isTracker(statement) { read(statement, in: .root) }
        for statement in tree.roots where isGroup(statement) { read(statement, in: .root) }
        for statement in tree.roots {
            let block = block(of: statement)
            if !Self.readFirst.contains(block), !isTracker(statement), !isGroup(statement) { read(statement, in: .root) }
        }
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

    /// What instances track by name.
    private func isTracker(_ statement: Int) -> Bool {
        switch block(of: statement) {
        case .vrrpScript, .trackFile, .trackProcess: true
        default: false
        }
    }

    private func isGroup(_ statement: Int) -> Bool {
        isWord(0, in: statement, "virtual_server_group")
    }

    private static let readFirst: Set<Block?> = [.globalDefinitions, .sslContext]

    private func block(of statement: Int) -> Block? {
        let number = tree.keyword(of: statement)
        return number == KeywordMatch.none ? nil : table.keywords[Int(number)].opens
    }

    mutating func read(_ statement: Int, in block: Block) {
        let number = Int(tree.keyword(of: statement))
        guard number < table.keywords.count else {
            unknownKeyword(statement, in: block)
            return
        }
        let keyword = table.keywords[number]
        if !part.includes(keyword) {
            leavesBlocks = true
            if ["vrrp_instance", "virtual_server"].contains(keyword.name) { configuration.global.fifos.otherRoleWrites = true }
            return
        }
        current = statement
        mention(number, keyword, statement)
        guard hasRightShape(statement, keyword) else { return }
        if keyword.namesScript, case .implemented = keyword.status { requireProgram(of: statement) }
        switch keyword.action {
        case .nothing: break
        case .value(let set): set(&self, statement)
        case .list(let take):
            for line in tree.children(of: statement) {
                current = line
                if tree.hasBlock(line) {
                    report(.error, .unexpectedBlock, "a line of `\(keyword.name)` has no block", at: tree.range(of: line))
                    continue
                }
                take(&self, line)
            }
        case .block(let begin, let end):
            guard let inner = keyword.opens else { return }
            let counts = begin(&self, statement)
            // A block that is left out is read too, so that all its mistakes come out in one run.
            for child in tree.children(of: statement) { read(child, in: inner) }
            current = statement
            if counts { end(&self, statement) }
        }
    }

    /// A command that stands in quotes as a whole begins with its program too.
    private mutating func requireProgram(of statement: Int) {
        guard tree.wordCount(of: statement) > 1, let program = string(1, in: statement).split(separator: " ").first else { return }
        requirements.needProgram(String(program), at: place(1, in: statement))
    }

    /// The number of words, and whether there is a block.
    private mutating func hasRightShape(_ statement: Int, _ keyword: Keyword) -> Bool {
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
    private mutating func mention(_ number: Int, _ keyword: Keyword, _ statement: Int) {
        if case .implemented = keyword.status { return }
        if mentions[number] != nil {
            mentions[number]?.count += 1
            return
        }
        let place = tree.range(ofWord: 0, in: statement)
        let diagnostic: Diagnostic
        switch keyword.status {
        case .implemented, .partOfNotYet: return
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

    /// Says once that something isn't built yet.
    mutating func mentionOnce(_ severity: Diagnostic.Severity, _ what: String, _ consequence: String, at place: SourceRange) {
        guard mentionedAbsences.insert(what).inserted else { return }
        report(severity, .notSupportedYet, "\(what) not supported yet: \(consequence)", at: place)
    }

    mutating func report(
        _ severity: Diagnostic.Severity, _ code: Diagnostic.Code, _ message: String, at place: SourceRange, hint: String? = nil,
        related: Diagnostic.Related? = nil
    ) {
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
        set {
            switch level {
            case .virtualServer: virtualServer.timing = newValue
            case .realServer: realServer.timing = newValue
            case .checker: check.timing = newValue
            }
        }
    }
}
