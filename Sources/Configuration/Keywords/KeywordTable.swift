internal import ConfigurationLanguage

/// All keywords, found by name and place through a hash table: the cost of a look-up doesn't grow with their number.
final class KeywordTable: Grammar {
    static let shared = KeywordTable(
        rootKeywords + globalKeywords + kernelServiceKeywords + globalKeywordsNotYet + vrrpInstanceKeywords + receptionKeywords + lifecycleKeywords + unboundInstanceKeywords + vrrpInstanceKeywordsNotYet + networkKeywords + trackerKeywords
            + virtualServerKeywords + realServerKeywords + checkerKeywords + httpKeywords + tlsFileKeywords + serverCheckKeywords + checkerKeywordsNotYet)

    let keywords: [Keyword]
    /// The names as bytes, since String's bytes are slower to compare.
    private let names: [[UInt8]]
    /// Open addressing with linear probing; -1 is an empty slot. A power of two, at most half full.
    private let slots: [Int32]

    init(_ keywords: [Keyword]) {
        self.keywords = keywords
        names = keywords.map { Array($0.name.utf8) }
        var size = 64
        while size < keywords.count * 2 { size *= 2 }
        var slots = Array(repeating: Int32(-1), count: size)
        for index in keywords.indices {
            var slot = Self.hash(names[index][...], keywords[index].block) & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(truncatingIfNeeded: index)
        }
        self.slots = slots
    }

    /// FNV-1a over the block and the name.
    private static func hash(_ name: ArraySlice<UInt8>, _ block: Block) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(block.rawValue)
        for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: hash ^ hash >> 32)
    }

    func find(_ name: ArraySlice<UInt8>, in block: Block) -> Int? {
        // Longer than any keyword: not worth a walk over its bytes.
        if name.count > 64 { return nil }
        var slot = Self.hash(name, block) & (slots.count - 1)
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if keywords[index].block == block, names[index].elementsEqual(name) { return index }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    var root: BlockKind { Block.root.kind }

    func match(_ name: ArraySlice<UInt8>, in block: BlockKind) -> KeywordMatch? {
        guard let block = Block(rawValue: block.rawValue), block != .list, let index = find(name, in: block) else { return nil }
        let keyword = keywords[index]
        return KeywordMatch(
            number: UInt16(truncatingIfNeeded: index), opens: keyword.opens?.kind, requiresBlock: keyword.requiresBlock,
            directive: keyword.directive)
    }

    func isList(_ block: BlockKind) -> Bool {
        block == Block.list.kind
    }
}

extension Keyword {
    var requiresBlock: Bool { opens != nil }
}
