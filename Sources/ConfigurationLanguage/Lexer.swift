/// Cuts the bytes of one file, or of one line that the preprocessing made, into words, braces and line ends.
///
/// The rules are keepalived's: white space separates words; `#` and `!` begin a comment outside of quotes, also in the middle of a
/// word; quotes of either kind hold white space, braces and comment signs together; a backslash takes the meaning from
/// a comment sign, a quote or a brace, and stands for itself elsewhere.
struct Lexer {
    enum Token: Hashable {
        /// A word, with the text that it means where that differs from the source.
        case word(Range<Int>, cooked: [UInt8]?)
        case openingBrace(Int)
        case closingBrace(Int)
        case lineEnd
        case end
        /// A line that asks for preprocessing, from its first word to its end; `\n` is read already.
        case directive(Range<Int>)
    }

    /// Something about the text that is worth a message.
    enum Finding: Hashable {
        case unterminatedQuote
        /// A comment sign directly behind a word: perhaps it was meant as a part of the word.
        case gluedComment
        /// White space that isn't ASCII, as word processors and web pages leave it.
        case unusualSpace
        case nulByte
    }

    let bytes: [UInt8]
    var position: Int
    /// Comments have been taken out, and nothing asks for preprocessing any more.
    private let isPreprocessed: Bool
    /// The beginning of the line, as long as nothing but white space was read of it.
    var lineStart: Int?
    /// The next `$` behind the last line that was looked at, and the beginning of its line.
    var nextDollar = -1
    var nextDollarLine = -1
    /// The finding of the last token, if it had one.
    private(set) var finding: (kind: Finding, range: Range<Int>)?

    /// Reads a whole file.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        isPreprocessed = false
        lineStart = position
    }

    /// Reads one line that the preprocessing made.
    init(preprocessed line: [UInt8]) {
        bytes = line
        position = 0
        isPreprocessed = true
    }

    mutating func next() -> Token {
        finding = nil
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\n"):
                position += 1
                if !isPreprocessed { lineStart = position }
                return .lineEnd
            case UInt8(ascii: " "), 0x09, 0x0B, 0x0C, 0x0D:
                position += 1
            case UInt8(ascii: "#") where !isPreprocessed, UInt8(ascii: "!") where !isPreprocessed:
                skipToLineEnd()
            case UInt8(ascii: "{"):
                if let line = directive() { return .directive(line) }
                position += 1
                return .openingBrace(position - 1)
            case UInt8(ascii: "}"):
                if let line = directive() { return .directive(line) }
                position += 1
                return .closingBrace(position - 1)
            default:
                let width = unusualSpaceWidth(at: position)
                if width == 0 {
                    if let line = directive() { return .directive(line) }
                    return word()
                }
                if finding == nil { note(.unusualSpace, position..<position + width) }
                position += width
            }
        }
        return .end
    }

    /// A NUL byte decides over the whole line: nothing else may hide it.
    private mutating func note(_ kind: Finding, _ range: Range<Int>) {
        if finding?.kind != .nulByte { finding = (kind, range) }
    }

    /// Leaves out everything up to the next line feed.
    mutating func skipToLineEnd() {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    }

    /// The common case: a word without quotes or escapes is its own text.
    private mutating func word() -> Token {
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\n"), UInt8(ascii: " "), 0x09, 0x0B, 0x0C, 0x0D:
                return .word(start..<position, cooked: nil)
            case UInt8(ascii: "#"), UInt8(ascii: "!"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\""), UInt8(ascii: "'"),
                UInt8(ascii: "\\"), UInt8(ascii: "$"), 0, 0x80...:
                return wordWithSpecialBytes(from: start)
            default:
                position += 1
            }
        }
        return .word(start..<position, cooked: nil)
    }

    private mutating func wordWithSpecialBytes(from start: Int) -> Token {
        var text = Array(bytes[start..<position])
        var differs = false
        scan: while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: " "), 0x09, 0x0B, 0x0C, 0x0D, UInt8(ascii: "{"), UInt8(ascii: "}"):
                break scan
            case UInt8(ascii: "#") where !isPreprocessed, UInt8(ascii: "!") where !isPreprocessed:
                note(.gluedComment, position..<position + 1)
                break scan
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                differs = true
                quoted(into: &text)
            case UInt8(ascii: "\\"):
                position += 1
                if position < bytes.count, Self.isEscapable(bytes[position]) {
                    text.append(bytes[position])
                    position += 1
                    differs = true
                } else {
                    text.append(byte)
                }
            case UInt8(ascii: "$"):
                parameter(into: &text)
            default:
                if byte == 0 { note(.nulByte, position..<position + 1) }
                if byte >= 0x80, unusualSpaceWidth(at: position) > 0 { break scan }
                text.append(byte)
                position += 1
            }
        }
        return .word(start..<position, cooked: differs ? text : nil)
    }

    private static func isEscapable(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "#"), UInt8(ascii: "!"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "{"), UInt8(ascii: "}"): true
        default: false
        }
    }

    /// Takes a quoted part of a word; a quote ends on its own line at the latest.
    private mutating func quoted(into text: inout [UInt8]) {
        let quote = bytes[position]
        let start = position
        position += 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
            let byte = bytes[position]
            position += 1
            if byte == quote { return }
            if byte == 0 { note(.nulByte, position - 1..<position) }
            // Other escapes belong to the keywords that know them (regular expressions, scripts): they stay as they are.
            if byte == UInt8(ascii: "\\"), position < bytes.count, bytes[position] == quote {
                text.append(quote)
                position += 1
            } else {
                text.append(byte)
            }
        }
        while let last = text.last, last == 0x0D || last == 0x20 || last == 0x09 { text.removeLast() }
        note(.unterminatedQuote, start..<start + 1)
    }

    /// `${NAME}`: its braces are no block.
    private mutating func parameter(into text: inout [UInt8]) {
        text.append(bytes[position])
        position += 1
        guard position < bytes.count, bytes[position] == UInt8(ascii: "{") else { return }
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
            if bytes[position] == 0 { note(.nulByte, position..<position + 1) }
            text.append(bytes[position])
            position += 1
            if text.last == UInt8(ascii: "}") { return }
        }
    }

    /// The length of a space character that isn't ASCII: no-break, ideographic or zero-width space, or a stray byte-order mark.
    private func unusualSpaceWidth(at position: Int) -> Int {
        func has(_ second: UInt8, _ third: UInt8) -> Bool {
            position + 2 < bytes.count && bytes[position + 1] == second && bytes[position + 2] == third
        }
        switch bytes[position] {
        case 0xC2: return position + 1 < bytes.count && bytes[position + 1] == 0xA0 ? 2 : 0
        case 0xE2: return has(0x80, 0x8B) ? 3 : 0
        case 0xE3: return has(0x80, 0x80) ? 3 : 0
        case 0xEF: return has(0xBB, 0xBF) ? 3 : 0
        default: return 0
        }
    }
}
