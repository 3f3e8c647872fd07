internal import ConfigurationLanguage

/// Where the reader is on its way through the statements: it can stop behind any of them and go on later.
struct Walk {
    /// What is read together, wherever it stands: what comes later takes defaults from what comes before, or names it.
    enum Pass {
        case globalDefinitions, trackers, groups, others, over
    }

    /// A block whose statements are being read.
    struct OpenBlock {
        var keyword: Keyword
        var inner: Block
        var statement: Int
        /// The index behind its last statement.
        var end: Int
        /// It isn't one that is left out.
        var counts: Bool
    }

    var pass = Pass.globalDefinitions
    /// The statement that comes next.
    var position = 0
    var openBlocks: [OpenBlock] = []
}

extension Reader {
    /// Reads on.
    ///
    /// - Parameter budget: about how many statements; what is left of it comes back.
    /// - Returns: whether all is read.
    mutating func advance(_ budget: inout Int) -> Bool {
        while budget > 0 {
            budget -= 1
            if var server = ending {
                ending = nil
                if read(&server, &budget) { end(server) } else { ending = server }
            } else if let block = walk.openBlocks.last {
                if walk.position < block.end { read(walk.position, in: block.inner) } else { close(block) }
            } else if walk.position < tree.statementCount {
                let statement = walk.position
                walk.position = tree.end(of: statement)
                if pass(of: statement) == walk.pass { readRoot(statement) }
            } else {
                endPass()
                if walk.pass == .over { return true }
            }
        }
        return false
    }

    /// Global definitions first, wherever they stand: the other blocks take defaults from them. Then scripts and the
    /// like, which instances name, and groups, which virtual servers name.
    private func pass(of statement: Int) -> Walk.Pass {
        let number = tree.keyword(of: statement)
        guard number != KeywordMatch.none else { return .others }
        let keyword = table.keywords[Int(number)]
        switch keyword.opens {
        case .globalDefinitions, .sslContext: return .globalDefinitions
        case .vrrpScript, .trackFile, .trackProcess, .bfdInstance: return .trackers
        case .list where keyword.name == "virtual_server_group": return .groups
        default: return .others
        }
    }

    private mutating func endPass() {
        endOutcome()
        walk.position = 0
        nextBlock = 0
        switch walk.pass {
        case .globalDefinitions:
            configuration.global.firewall = firewallSettings()
            finishLifecycleScripts()
            finishProcessNames()
            configuration.global.receiveBuffer = defaults.usedReceiveBuffer
            configuration.global.addressInterfacePrefix = defaults.addressInterfacePrefix ?? defaults.virtualInterfacePrefix
            walk.pass = .trackers
        case .trackers: walk.pass = .groups
        case .groups: walk.pass = .others
        case .others, .over: walk.pass = .over
        }
    }

    private mutating func readRoot(_ statement: Int) {
        endOutcome()
        if let known = tree.knownBlock(statement) { return takeOver(known, statement) }
        beginOutcome(statement)
        read(statement, in: .root)
    }

    private mutating func close(_ block: Walk.OpenBlock) {
        walk.openBlocks.removeLast()
        current = block.statement
        if block.counts, case .block(_, let end) = block.keyword.action { end(&self, block.statement) }
    }

    /// Reads one statement. The statements of its block, if it has one, come next.
    private mutating func read(_ statement: Int, in block: Block) {
        walk.position = tree.end(of: statement)
        let number = Int(tree.keyword(of: statement))
        guard number < table.keywords.count else { return unknownKeyword(statement, in: block) }
        let keyword = table.keywords[number]
        if !part.includes(keyword) { return leave(keyword) }
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
        case .block(let begin, _):
            guard let inner = keyword.opens else { return }
            // A block that is left out is read too, so that all its mistakes come out in one run.
            let counts = begin(&self, statement)
            walk.openBlocks.append(
                Walk.OpenBlock(keyword: keyword, inner: inner, statement: statement, end: walk.position, counts: counts))
            walk.position = statement + 1
        }
    }

    /// A block of the other role.
    mutating func leave(_ keyword: Keyword) {
        leavesBlocks = true
        if ["vrrp_instance", "virtual_server"].contains(keyword.name) { configuration.global.fifos.otherRoleWrites = true }
    }
}
