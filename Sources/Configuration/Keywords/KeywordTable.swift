internal import ConfigurationLanguage
internal import NetworkTypes

/// All keywords, found by name and place through a hash table: the cost of a look-up doesn't grow with their number.
final class KeywordTable: Grammar {
    static let shared = KeywordTable(
        rootKeywords + globalKeywords + kernelServiceKeywords + globalKeywordsNotYet + vrrpInstanceKeywords + receptionKeywords + lifecycleKeywords + unboundInstanceKeywords + vrrpInstanceOldKeywords + networkKeywords + trackerKeywords
            + virtualServerKeywords + realServerKeywords + checkerKeywords + httpKeywords + tlsFileKeywords + serverCheckKeywords + bfdCheckKeywords)

    let keywords: [Keyword]
    /// The names as bytes, one behind the other, and where each begins; the last entry is the end.
    private let names: [UInt8]
    private let starts: [Int]
    private let hashes: [Int]
    private let matches: [KeywordMatch]
    /// Open addressing with linear probing; -1 is an empty slot. A power of two, at most half full.
    private let slots: [Int32]

    init(_ keywords: [Keyword]) {
        self.keywords = keywords
        names = keywords.flatMap { Array($0.name.utf8) }
        starts = keywords.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.name.utf8.count) }
        hashes = keywords.map { Self.hash(Array($0.name.utf8)[...], $0.block) }
        matches = keywords.enumerated().map { index, keyword in
            KeywordMatch(
                number: UInt16(truncatingIfNeeded: index), opens: keyword.opens?.kind, requiresBlock: keyword.requiresBlock,
                directive: keyword.directive)
        }
        var size = 64
        while size < keywords.count * 2 { size *= 2 }
        var slots = Array(repeating: Int32(-1), count: size)
        for index in keywords.indices {
            var slot = hashes[index] & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(truncatingIfNeeded: index)
        }
        self.slots = slots
    }

    /// Over the block and the name.
    private static func hash(_ name: ArraySlice<UInt8>, _ block: Block) -> Int {
        Int(truncatingIfNeeded: NameHash(name, UInt64(block.rawValue)).folded)
    }

    func find(_ name: ArraySlice<UInt8>, in block: Block) -> Int? {
        // Longer than any keyword: not worth a walk over its bytes.
        if name.count > 64 { return nil }
        let hash = Self.hash(name, block)
        var slot = hash & (slots.count - 1)
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            // The block is part of the hash; it is looked at for the sake of collisions.
            if hashes[index] == hash, isName(of: index, name), keywords[index].block == block { return index }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private func isName(of index: Int, _ name: ArraySlice<UInt8>) -> Bool {
        let start = starts[index]
        guard starts[index + 1] - start == name.count else { return false }
        for offset in 0..<name.count where names[start + offset] != name[name.startIndex + offset] { return false }
        return true
    }

    var root: BlockKind { Block.root.kind }

    func match(_ name: ArraySlice<UInt8>, in block: BlockKind) -> KeywordMatch? {
        guard let block = Block(rawValue: block.rawValue), block != .list, let index = find(name, in: block) else { return nil }
        return matches[index]
    }

    func isList(_ block: BlockKind) -> Bool {
        block == Block.list.kind
    }
}

extension Keyword {
    var requiresBlock: Bool { opens != nil }
}
