internal import ConfigurationLanguage

// How two versions of one object differ: their effective configurations are written out and compared line by line, so that
// whatever is printed is compared too.

/// The lines of an object, by the keywords that lead to them.
private struct ObjectLines {
    /// In the order of the text.
    private(set) var keywords: [String] = []
    private(set) var values: [String: [String]] = [:]
    /// The keywords of blocks whose lines are values.
    private(set) var lists: Set<String> = []

    init(_ write: (inout ConfigurationWriter) -> Void) {
        var writer = ConfigurationWriter()
        write(&writer)
        // Nil stands for the block of the object itself.
        var path: [String?] = []
        var occurrences: [String: Int] = [:]
        for line in writer.bytes.split(separator: UInt8(ascii: "\n")) {
            let text = String(decoding: line, as: UTF8.self).drop { $0 == " " }
            if text == "}" {
                _ = path.popLast()
            } else if text.hasSuffix(" {") {
                let block = String(text.dropLast(2))
                if path.isEmpty, Self.isObject(block) {
                    path.append(nil)
                    continue
                }
                // Of several blocks of one keyword the later ones have a number.
                let keyword = (path + [block]).compactMap(\.self).joined(separator: " ")
                occurrences[keyword, default: 0] += 1
                let number = occurrences[keyword] ?? 1
                path.append(block + (number > 1 ? " (\(number))" : ""))
            } else {
                add(String(text), inside: path.compactMap(\.self))
            }
        }
    }

    /// An outermost block that has a name is the object itself, and so are `global_defs` and what is written around the static network;
    /// others only belong to it.
    private static func isObject(_ block: String) -> Bool {
        block.contains(" ") || block == "global_defs" || block == ConfigurationWriter.staticNetwork
    }

    private mutating func add(_ line: String, inside path: [String]) {
        if let list = path.last, KeywordTable.lists.contains(list) {
            let keyword = path.joined(separator: " ")
            lists.insert(keyword)
            append(line, to: keyword)
            return
        }
        let space = line.firstIndex(of: " ") ?? line.endIndex
        append(String(line[space...].dropFirst()), to: (path + [String(line[..<space])]).joined(separator: " "))
    }

    private mutating func append(_ value: String, to keyword: String) {
        if values[keyword] == nil { keywords.append(keyword) }
        values[keyword, default: []].append(value)
    }
}

extension KeywordTable {
    /// The keywords of blocks whose lines are values.
    fileprivate static let lists: Set<String> = Set(
        shared.keywords.filter { if case .list = $0.shape { true } else { false } }.map(\.name))
}

/// The lines that two objects of one kind don't have in common.
func differences(
    _ old: (inout ConfigurationWriter) -> Void, _ new: (inout ConfigurationWriter) -> Void
) -> [ConfigurationChanges.Difference] {
    let (before, after) = (ObjectLines(old), ObjectLines(new))
    let keywords = before.keywords + after.keywords.filter { before.values[$0] == nil }
    return keywords.flatMap { keyword in
        let (left, right) = (before.values[keyword] ?? [], after.values[keyword] ?? [])
        if left == right { return [ConfigurationChanges.Difference]() }
        return before.lists.contains(keyword) || after.lists.contains(keyword)
            ? listDifferences(keyword, left, right) : statementDifferences(keyword, left, right)
    }
}

/// Statements of one keyword, one against the other in their order.
private func statementDifferences(_ keyword: String, _ old: [String], _ new: [String]) -> [ConfigurationChanges.Difference] {
    (0..<max(old.count, new.count)).compactMap { index in
        let (left, right) = (index < old.count ? old[index] : nil, index < new.count ? new[index] : nil)
        return left == right ? nil : ConfigurationChanges.Difference(keyword: keyword, old: left, new: right)
    }
}

/// What a list lost and what it gained; where only the order is another one, the whole list.
private func listDifferences(_ keyword: String, _ old: [String], _ new: [String]) -> [ConfigurationChanges.Difference] {
    let (before, after) = (Set(old), Set(new))
    let differences =
        old.filter { !after.contains($0) }.map { ConfigurationChanges.Difference(keyword: keyword, old: $0, new: nil) }
        + new.filter { !before.contains($0) }.map { ConfigurationChanges.Difference(keyword: keyword, old: nil, new: $0) }
    if !differences.isEmpty { return differences }
    return [
        ConfigurationChanges.Difference(keyword: keyword, old: old.joined(separator: ", "), new: new.joined(separator: ", "))
    ]
}
