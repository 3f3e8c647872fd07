/// A program of the operator's, as a configuration names it: a script that tracks, checks or is notified.
public struct ScriptCommand: Hashable, Sendable {
    /// The program and its arguments; at least one word. A program without a slash is looked up in PATH.
    public var words: [String]
    /// As whom it runs: a name or a number; nil means `keepalived_script` where there is such a user, else whoever runs the daemon.
    public var user: String?
    /// A name or a number; nil means the user's own group.
    public var group: String?

    public init(words: [String], user: String? = nil, group: String? = nil) {
        self.words = words
        self.user = user
        self.group = group
    }

    /// The same command with more arguments behind its own.
    public func adding(_ arguments: [String]) -> ScriptCommand {
        ScriptCommand(words: words + arguments, user: user, group: group)
    }

    /// Splits what a configuration has in one pair of quotes, as in `script "killall -0 nginx"`, into words.
    ///
    /// Blanks separate words; `"` and `'` keep them together. Escapes are replaced twice, in the whole line and then in its words, as
    /// keepalived does: a backslash that a program is to see is written four times.
    public static func words(in line: some Sequence<UInt8>) -> [String] {
        let line = EscapeSequences.decoded(Array(line))
        var words: [String] = []
        var word: [UInt8]?
        var quote: UInt8?
        var position = 0
        while position < line.count {
            let byte = line[position]
            if byte == UInt8(ascii: "\\"), position + 1 < line.count {
                word = (word ?? []) + [EscapeSequences.read(line, behindBackslash: &position)]
                continue
            }
            position += 1
            switch byte {
            case quote: quote = nil
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                if quote == nil {
                    quote = byte
                    // An empty pair of quotes is a word too.
                    word = word ?? []
                } else {
                    word?.append(byte)
                }
            case UInt8(ascii: " "), UInt8(ascii: "\t"):
                if quote == nil {
                    if let word { words.append(String(decoding: word, as: UTF8.self)) }
                    word = nil
                } else {
                    word?.append(byte)
                }
            default: word = (word ?? []) + [byte]
            }
        }
        if let word { words.append(String(decoding: word, as: UTF8.self)) }
        return words
    }

    /// The words as one line, each in quotes where it needs them, so that `words(in:)` splits it into the same again.
    public var line: String {
        let backslash = UInt8(ascii: "\\")
        let words = words.map { word in
            if !word.isEmpty, word.utf8.allSatisfy({ !Self.isSpecial($0) }) { return Array(word.utf8) }
            return [UInt8(ascii: "\"")] + word.utf8.flatMap(Self.escaped) + [UInt8(ascii: "\"")]
        }
        let line = words.joined(separator: [UInt8(ascii: " ")]).flatMap { $0 == backslash ? [backslash, backslash] : [$0] }
        return String(decoding: line, as: UTF8.self)
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "'") || byte == UInt8(ascii: " ") || escaped(byte).count > 1
    }

    /// A `$` would begin a parameter, and a line of the configuration holds no line feed.
    private static func escaped(_ byte: UInt8) -> [UInt8] {
        let backslash = UInt8(ascii: "\\")
        return switch byte {
        case UInt8(ascii: "\""), backslash: [backslash, byte]
        case 0..<0x20, 0x7F, UInt8(ascii: "$"): [backslash] + [byte >> 6, byte >> 3 & 7, byte & 7].map { UInt8(ascii: "0") + $0 }
        default: [byte]
        }
    }
}

extension ScriptCommand: CustomStringConvertible {
    /// The words with blanks between them, for log lines.
    public var description: String {
        words.joined(separator: " ")
    }
}
