public import ConfigurationLanguage
internal import HealthCheck
internal import IPVSTable
internal import NetworkTypes
public import VirtualServers

/// What a reading remembers of the blocks of its text: a later text in which they stand unchanged, under the same global definitions,
/// needs them read no more.
public struct KnownBlocks: Sendable {
    /// What came of reading one block.
    struct Outcome: Sendable {
        /// The index of the virtual server that it gave; nil for a block of the other role, which nobody looked into.
        var server: Int?
        /// Its first line's words: from the beginning of the block, and in bytes.
        var placeOffset: UInt32 = 0
        var placeLength: UInt32 = 0
        /// What it expects of the machine.
        var needs: [MachineRequirements.Need] = []
    }

    var part = Configuration.Part.all
    var configurationID = ""
    /// The words of all that the blocks take defaults from.
    var context: [UInt8] = []
    var blocks: [TextBlock] = []
    /// One for each block.
    var outcomes: [Outcome] = []

    /// Nothing is known.
    public init() {}
}

/// An earlier reading, in whole: for the next one to compare with.
public struct FormerReading: Sendable {
    var text: SourceSnapshot
    var known: KnownBlocks
    /// Those of the configuration that was read.
    var virtualServers: [VirtualServerDefinition]

    /// - Parameters:
    ///   - text: the text of that reading.
    ///   - known: what it remembers of its blocks.
    ///   - virtualServers: the virtual servers that it gave, in their order. Equal ones may stand in for them.
    /// - Returns: nil where nothing of it can be of use.
    public init?(_ text: SourceSnapshot, _ known: KnownBlocks, _ virtualServers: [VirtualServerDefinition]) {
        guard !known.blocks.isEmpty, known.outcomes.allSatisfy({ $0.server ?? 0 < virtualServers.count || $0.server == nil }) else { return nil }
        self.text = text
        self.known = known
        self.virtualServers = virtualServers
    }

    /// What the parser may pass over.
    var knownText: KnownText { KnownText(text, blocks: known.blocks) }
}

extension Reader {
    /// A virtual server that is being read, and what was so when it began.
    struct OpenOutcome {
        var block: Int
        var statement: Int
        var remarks: Int
        var servers: Int
        var needs: Int
    }

    /// Keeps an eye on the block that begins here, if it may be passed over one day.
    mutating func beginOutcome(_ statement: Int) {
        guard let block = tree.block(of: statement, after: nextBlock) else { return }
        nextBlock = block + 1
        let keyword = table.keywords[Int(tree.keyword(of: statement))]
        if !part.includes(keyword) {
            outcomes[block] = KnownBlocks.Outcome(server: nil)
        } else if keyword.opens == .virtualServer {
            openOutcome = OpenOutcome(
                block: block, statement: statement, remarks: remarks, servers: configuration.virtualServers.count, needs: requirements.needs.count)
        }
    }

    /// The block is read: it is remembered where it gave one virtual server, about which there was nothing to say.
    mutating func endOutcome() {
        guard let open = openOutcome else { return }
        openOutcome = nil
        let server = open.servers
        guard remarks == open.remarks, configuration.virtualServers.count == server + 1,
            configuration.virtualServers[server].identity.ownService != nil
        else { return }
        let place = tree.range(of: open.statement)
        let start = tree.blocks[open.block].start
        let needs = requirements.needs[open.needs...].map { $0.moved(by: 0 &- start) }
        outcomes[open.block] = KnownBlocks.Outcome(
            server: server, placeOffset: place.offset &- start, placeLength: place.length, needs: needs)
    }

    /// Does what reading the block would do.
    mutating func takeOver(_ known: SyntaxTree.KnownBlock, _ statement: Int) {
        guard let former, let outcome = former.known.outcomes[checked: known.number] else {
            contradicts = true
            return
        }
        let block = tree.block(of: statement, after: nextBlock)
        if let block { nextBlock = block + 1 }
        guard let index = outcome.server else {
            leave(table.keywords[Int(tree.keyword(of: statement))])
            if let block { outcomes[block] = outcome }
            return
        }
        let definition = former.virtualServers[index]
        virtualServer = VirtualServerDraft()
        virtualServer.place = SourceRange(
            file: known.file, offset: known.start &+ outcome.placeOffset, length: outcome.placeLength, expansion: known.expansion)
        for service in definition.services where services.updateValue(virtualServer.place, forKey: service) != nil { contradicts = true }
        for need in outcome.needs { requirements.add(need.moved(by: known.start).moved(to: known.file, known.expansion)) }
        requireForwarding(Set(definition.services.lazy.map(\.family)), definition.realServers)
        if let block {
            var outcome = outcome
            outcome.server = configuration.virtualServers.count
            outcomes[block] = outcome
        }
        configuration.virtualServers.append(definition)
    }

    /// What is to be remembered. Of a text with errors nothing is.
    func knownBlocks(_ outcome: Configuration.Outcome) -> KnownBlocks {
        var known = KnownBlocks()
        guard outcome == .clean else { return known }
        known.part = part
        known.configurationID = tree.snapshot.settings.configurationID
        known.context = context
        for (block, outcome) in zip(tree.blocks, outcomes) {
            guard let outcome else { continue }
            known.blocks.append(block)
            known.outcomes.append(outcome)
        }
        return known
    }

    /// The words of everything that isn't a virtual server or a block of the other role, after all replacing. They are few.
    var context: [UInt8] {
        // Blocks of other roles are all that these two pass over: nothing in them depends on anything.
        if part == .vrrp || part == .bfd { return [] }
        var context: [UInt8] = []
        for root in tree.roots where isContext(root) {
            for statement in root..<tree.end(of: root) {
                for word in 0..<tree.wordCount(of: statement) {
                    let text = tree.text(ofWord: word, in: statement)
                    context.append(contentsOf: [UInt8(truncatingIfNeeded: text.count >> 8), UInt8(truncatingIfNeeded: text.count)])
                    context.append(contentsOf: text)
                }
                // No word is that long, so that these can't be mistaken.
                let size = tree.end(of: statement) - statement
                context.append(contentsOf: [0xFF, 0xFF, UInt8(truncatingIfNeeded: size >> 16), UInt8(truncatingIfNeeded: size >> 8), UInt8(truncatingIfNeeded: size)])
            }
        }
        return context
    }

    private func isContext(_ root: Int) -> Bool {
        if tree.knownBlock(root) != nil { return false }
        let number = tree.keyword(of: root)
        guard number != KeywordMatch.none else { return true }
        let keyword = table.keywords[Int(number)]
        return keyword.opens != .virtualServer && part.includes(keyword)
    }
}

extension Array {
    subscript(checked index: Int) -> Element? {
        indices.contains(index) ? self[index] : nil
    }
}

extension SyntaxTree {
    /// Among the blocks from `first` on, that of a statement.
    fileprivate func block(of statement: Int, after first: Int) -> Int? {
        var index = first
        while index < blocks.count, Int(blocks[index].statement) < statement { index += 1 }
        return index < blocks.count && Int(blocks[index].statement) == statement ? index : nil
    }
}
