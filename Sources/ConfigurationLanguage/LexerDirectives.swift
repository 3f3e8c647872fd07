// How the lexer finds the lines that ask for preprocessing, without a second look at all the others.

extension Lexer {
    /// At the first word of a line: the rest of the line if it must be preprocessed. The lexer then stands behind the line.
    mutating func directive() -> Range<Int>? {
        guard let start = lineStart else { return nil }
        lineStart = nil
        guard asksForPreprocessing(start) else { return nil }
        let first = position
        skipToLineEnd()
        let end = position
        if position < bytes.count { position += 1 }
        lineStart = position
        return first..<end
    }

    private mutating func asksForPreprocessing(_ start: Int) -> Bool {
        switch bytes[position] {
        case UInt8(ascii: "@"), UInt8(ascii: "~"), UInt8(ascii: "$"): return true
        case UInt8(ascii: "i") where IncludeKeyword(at: position, in: bytes) != nil: return true
        default: return hasDollar(start)
        }
    }

    /// Whether a `$` stands in the line; over the whole file each byte is looked at about once.
    private mutating func hasDollar(_ start: Int) -> Bool {
        if nextDollar < start {
            nextDollar = bytes[start...].firstIndex(of: UInt8(ascii: "$")) ?? .max
            if nextDollar == .max { return false }
            var line = nextDollar
            while line > start, bytes[line - 1] != UInt8(ascii: "\n") { line -= 1 }
            nextDollarLine = line
        }
        return nextDollar != .max && nextDollarLine == start
    }

    /// Reads the line from here on as if nothing in it asked for preprocessing.
    mutating func resume(at position: Int) {
        self.position = position
        lineStart = nil
    }

    /// Leaves out whole lines.
    mutating func passOver(_ length: Int) {
        position += length
        lineStart = position
    }

    /// Takes the next line whatever is in it; nil at the end of the text.
    mutating func line() -> Range<Int>? {
        if position >= bytes.count { return nil }
        let start = position
        skipToLineEnd()
        let end = position
        if position < bytes.count { position += 1 }
        lineStart = position
        return start..<end
    }

    /// A line without its comment. Quotes, escapes and the braces of parameters hide comment signs as they do elsewhere.
    func withoutComment(_ line: Range<Int>) -> Range<Int> {
        var quote: UInt8?
        var index = line.lowerBound
        while index < line.upperBound {
            let byte = bytes[index]
            if let open = quote {
                if byte == open {
                    quote = nil
                } else if byte == UInt8(ascii: "\\"), index + 1 < line.upperBound, bytes[index + 1] == open {
                    index += 1
                }
            } else {
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
                case UInt8(ascii: "\\"): index += 1
                case UInt8(ascii: "$") where index + 1 < line.upperBound && bytes[index + 1] == UInt8(ascii: "{"):
                    index = bytes[index..<line.upperBound].firstIndex(of: UInt8(ascii: "}")) ?? line.upperBound
                case UInt8(ascii: "#"), UInt8(ascii: "!"): return line.lowerBound..<index
                default: break
                }
            }
            index += 1
        }
        return line
    }
}

/// The words that include a file, with the checks that each adds to those of `include_check`.
struct IncludeKeyword {
    /// How many bytes the word has.
    let length: Int
    let checks: IncludeChecks

    private static let stem = Array("include".utf8)

    /// The word at a position, if it is one of these.
    init?(at position: Int, in bytes: [UInt8]) {
        let end = position + Self.stem.count
        guard end <= bytes.count, bytes[position..<end].elementsEqual(Self.stem) else { return nil }
        if end == bytes.count || bytes[end].isBlank || bytes[end] == UInt8(ascii: "\n") {
            self.init(length: end - position, checks: [])
            return
        }
        guard end + 1 == bytes.count || bytes[end + 1].isBlank || bytes[end + 1] == UInt8(ascii: "\n") else { return nil }
        switch bytes[end] {
        case UInt8(ascii: "r"): self.init(length: end + 1 - position, checks: .readable)
        case UInt8(ascii: "m"): self.init(length: end + 1 - position, checks: .match)
        case UInt8(ascii: "w"): self.init(length: end + 1 - position, checks: .wildcardMatch)
        case UInt8(ascii: "b"): self.init(length: end + 1 - position, checks: .braceMatch)
        case UInt8(ascii: "a"): self.init(length: end + 1 - position, checks: .all)
        default: return nil
        }
    }

    private init(length: Int, checks: IncludeChecks) {
        self.length = length
        self.checks = checks
    }
}
