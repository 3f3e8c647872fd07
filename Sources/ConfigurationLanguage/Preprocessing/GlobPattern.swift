/// A path with wildcards, as glob(7) has them: `*`, `?`, `[a-z]`, `[!a-z]`; a backslash takes a sign's meaning. None of them matches
/// a slash, nor the dot at the beginning of a name.
struct GlobPattern {
    private let components: [[UInt8]]
    private let isAbsolute: Bool
    private let directory: String

    /// - Parameter directory: where a relative path begins, with a slash at its end; empty for the current directory.
    init(_ pattern: [UInt8], directory: String) {
        isAbsolute = pattern.first == UInt8(ascii: "/")
        components = pattern.split(separator: UInt8(ascii: "/")).map(Array.init)
        self.directory = directory
    }

    var hasWildcards: Bool { components.contains { Self.hasWildcards($0) } }

    private static func hasWildcards(_ component: [UInt8]) -> Bool {
        component.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "[") }
    }

    /// The path, if there are no wildcards in it.
    var path: String {
        (isAbsolute ? "/" : directory) + components.map { String(decoding: Self.unescaped($0), as: UTF8.self) }.joined(separator: "/")
    }

    private static func unescaped(_ component: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var index = 0
        while index < component.count {
            if component[index] == UInt8(ascii: "\\"), index + 1 < component.count { index += 1 }
            text.append(component[index])
            index += 1
        }
        return text
    }

    /// The paths that exist and match, sorted by their bytes; nil where they are too many, or too many directories on the way.
    func paths(_ reader: any SourceReader) -> [String]? {
        var prefixes = [isAbsolute ? "/" : directory]
        var directories = 0
        for (index, component) in components.enumerated() {
            let slash = index + 1 < components.count ? "/" : ""
            guard Self.hasWildcards(component) else {
                let name = String(decoding: Self.unescaped(component), as: UTF8.self)
                prefixes = prefixes.map { $0 + name + slash }
                continue
            }
            var found: [String] = []
            for prefix in prefixes {
                directories += 1
                let names = reader.names(in: prefix.isEmpty ? "." : prefix).map { Array($0.utf8) }
                for name in names.filter({ Self.matches($0, component) }).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
                    found.append(prefix + String(decoding: name, as: UTF8.self) + slash)
                }
                if directories > PreprocessingLimits.directories || found.count > SourceSnapshot.maximumFileCount { return nil }
            }
            prefixes = found
        }
        return components.isEmpty ? [] : prefixes.filter { reader.exists($0) }
    }

    /// Whether a name matches. The time is at most the product of both lengths.
    static func matches(_ name: [UInt8], _ pattern: [UInt8]) -> Bool {
        if name.first == UInt8(ascii: "."), pattern.first != UInt8(ascii: "."), !pattern.starts(with: Array("\\.".utf8)) { return false }
        var position = 0
        var place = 0
        // Where to go back to: the last star, and the byte of the name behind those that it has taken.
        var star: (place: Int, position: Int)?
        while position < name.count {
            if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
                star = (place, position)
                place += 1
            } else if place < pattern.count, let width = matchWidth(name[position], pattern, at: place) {
                position += 1
                place += width
            } else if let last = star {
                star = (last.place, last.position + 1)
                position = last.position + 1
                place = last.place + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// How many bytes of the pattern stand for one byte; nil where it doesn't match.
    private static func matchWidth(_ byte: UInt8, _ pattern: [UInt8], at place: Int) -> Int? {
        switch pattern[place] {
        case UInt8(ascii: "?"): return 1
        case UInt8(ascii: "\\") where place + 1 < pattern.count: return pattern[place + 1] == byte ? 2 : nil
        case UInt8(ascii: "["):
            guard let set = ByteSet(pattern, at: place) else { return byte == UInt8(ascii: "[") ? 1 : nil }
            return set.contains(byte) ? set.width : nil
        default: return pattern[place] == byte ? 1 : nil
        }
    }

    /// `[abc]`, `[a-z]`, `[!a-z]` or `[^a-z]`.
    private struct ByteSet {
        private var ranges: [ClosedRange<UInt8>] = []
        private var isNegated = false
        private(set) var width = 0

        init?(_ pattern: [UInt8], at start: Int) {
            var place = start + 1
            if place < pattern.count, pattern[place] == UInt8(ascii: "!") || pattern[place] == UInt8(ascii: "^") {
                isNegated = true
                place += 1
            }
            let first = place
            while place < pattern.count, pattern[place] != UInt8(ascii: "]") || place == first {
                if place + 2 < pattern.count, pattern[place + 1] == UInt8(ascii: "-"), pattern[place + 2] != UInt8(ascii: "]") {
                    if pattern[place] <= pattern[place + 2] { ranges.append(pattern[place]...pattern[place + 2]) }
                    place += 3
                } else {
                    ranges.append(pattern[place]...pattern[place])
                    place += 1
                }
            }
            if place >= pattern.count { return nil }
            width = place + 1 - start
        }

        func contains(_ byte: UInt8) -> Bool {
            ranges.contains { $0.contains(byte) } != isNegated
        }
    }
}

/// Braces in a path: `a{b,c}d` stands for `abd` and `acd`; they may stand within each other; `{}` stands for itself.
enum BracePattern {
    /// - Returns: nil where there are more than `PreprocessingLimits.alternatives`, or the way to them is too long.
    static func alternatives(of pattern: [UInt8]) -> [[UInt8]]? {
        var finished: [[UInt8]] = []
        // The next one to look at is the last.
        var waiting = [(text: pattern, from: 0)]
        var steps = 0
        while let (text, from) = waiting.popLast() {
            steps += 1
            if steps > 4 * PreprocessingLimits.alternatives || waiting.count > PreprocessingLimits.alternatives { return nil }
            guard let group = group(in: text, from: from) else {
                finished.append(text)
                if finished.count > PreprocessingLimits.alternatives { return nil }
                continue
            }
            for choice in group.choices.reversed() {
                let prefix = text[..<group.range.lowerBound]
                waiting.append((Array(prefix) + text[choice] + text[group.range.upperBound...], prefix.count))
            }
        }
        return finished
    }

    /// The first group from a position on: from its `{` to behind its `}`, and the texts between its commas.
    private static func group(in text: [UInt8], from start: Int) -> (range: Range<Int>, choices: [Range<Int>])? {
        var open: [Int] = []
        var first: Range<Int>?
        for index in start..<text.count where index == 0 || text[index - 1] != UInt8(ascii: "\\") {
            if text[index] == UInt8(ascii: "{") {
                open.append(index)
            } else if text[index] == UInt8(ascii: "}"), let begin = open.popLast(), index > begin + 1,
                begin < first?.lowerBound ?? .max
            {
                first = begin..<index + 1
            }
        }
        guard let range = first else { return nil }
        var choices: [Range<Int>] = []
        var from = range.lowerBound + 1
        var depth = 0
        for index in from..<range.upperBound - 1 {
            switch text[index] {
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: ",") where depth == 0:
                choices.append(from..<index)
                from = index + 1
            default: continue
            }
        }
        return (range, choices + [from..<range.upperBound - 1])
    }
}
