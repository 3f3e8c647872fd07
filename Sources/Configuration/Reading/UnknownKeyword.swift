internal import ConfigurationLanguage

extension Reader {
    /// Says what may have been meant by a word that is no keyword at its place.
    mutating func unknownKeyword(_ statement: Int, in block: Block) {
        if found.isFullOfErrors { return }
        let name = tree.text(ofWord: 0, in: statement)
        let shown = printable(name)
        let place = tree.range(ofWord: 0, in: statement)
        if ForkKeywords.contains(name, in: block) {
            report(
                .error, .forkKeyword, "`\(shown)` is a keyword of other programs than keepalived (DPVS, LVS with full NAT)", at: place,
                hint: "the kernel's IPVS has nothing like it; leave it out")
            return
        }
        var message = "unknown keyword `\(shown)`"
        if block != .root { message += " in \(block.name)" }
        if tree.hasBlock(statement) { message += "; its block is left out" }
        report(.error, .unknownKeyword, message, at: place, hint: hint(for: name, shown, in: block, statement))
    }

    private func hint(for name: ArraySlice<UInt8>, _ shown: String, in block: Block, _ statement: Int) -> String? {
        // Longer than any keyword: there is nothing near it.
        if name.isEmpty || name.count > 40 { return nil }
        if Self.foreignComments.contains(where: { name.starts(with: $0.utf8) }) { return "a comment begins with `#` or `!`" }
        switch name.first {
        case UInt8(ascii: "$"): return "a parameter is defined by `$NAME=VALUE`, without a space before `=`, before it is used"
        case UInt8(ascii: "~"): return "a sequence is written `~SEQ(NAME, START, STEP, END)` or `~LST(NAME, VALUE, ...)`"
        case UInt8(ascii: "@"): return "`@ID` or `@^ID` stands at the beginning of a line"
        default: break
        }
        if let separator = name.firstIndex(of: UInt8(ascii: "=")), table.find(name[..<separator], in: block) != nil {
            return "write a space instead of `=`"
        }
        if let digit = name.firstIndex(where: { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            table.find(name[..<digit], in: block) != nil
        {
            return "a space is missing behind `\(printable(name[..<digit]))`"
        }
        if let last = name.last, trailingMarks.contains(last), table.find(name.dropLast(), in: block) != nil {
            return "leave out the `\(printable([last]))`"
        }
        if let near = nearestKeyword(to: name, in: block) { return "did you mean `\(near)`?" }
        if let elsewhere = Block.allCases.first(where: { $0 != block && table.find(name, in: $0) != nil }) {
            return elsewhere == .root
                ? "`\(shown)` stands outside of any block; perhaps a `}` is missing before it"
                : "`\(shown)` belongs into \(elsewhere.name)"
        }
        if statement == 0, place(0, in: statement).offset == 0, block == .root, !tree.hasBlock(statement) {
            return "the first line looks as if its beginning were missing; a comment begins with `#` or `!`"
        }
        return nil
    }

    /// How other languages begin their comments.
    private static let foreignComments = ["//", "/*", "*/", ";", "--", "%"]

    private func nearestKeyword(to name: ArraySlice<UInt8>, in block: Block) -> String? {
        let word = name.map(lowercased)
        // One mistake in a short word, up to three in a long one; with more the guess would be wild.
        let allowed = min(3, max(1, word.count / 3))
        var best: (name: String, distance: Int)?
        for keyword in table.keywords where keyword.block == block {
            let candidate = keyword.name.utf8.map(lowercased)
            if abs(candidate.count - word.count) > allowed { continue }
            let distance = editDistance(word, candidate)
            if distance <= allowed, distance < best?.distance ?? .max { best = (keyword.name, distance) }
        }
        return best?.name
    }
}

private func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
}

/// The least number of bytes that are inserted, left out, replaced or exchanged with their neighbour
/// (Damerau-Levenshtein distance, optimal string alignment).
func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast = Array(0...right.count)
    var last = beforeLast
    for row in 1..<(left.count + 1) {
        var line = [row] + Array(repeating: 0, count: right.count)
        for column in 1..<(right.count + 1) {
            let same = left[row - 1] == right[column - 1]
            var best = min(last[column] + 1, line[column - 1] + 1, last[column - 1] + (same ? 0 : 1))
            if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                best = min(best, beforeLast[column - 2] + 1)
            }
            line[column] = best
        }
        beforeLast = last
        last = line
    }
    return last[right.count]
}
