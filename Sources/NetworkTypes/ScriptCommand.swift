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
    /// Blanks separate words; `"` and `'` keep them together; a backslash takes the meaning from the byte behind it, but not
    /// within `'`.
    public static func words(in line: some Sequence<UInt8>) -> [String] {
        var words: [String] = []
        var word: [UInt8]?
        var quote: UInt8?
        var isEscaped = false
        for byte in line {
            if isEscaped {
                isEscaped = false
                word = (word ?? []) + [byte]
                continue
            }
            switch byte {
            case quote: quote = nil
            case UInt8(ascii: "\\"):
                if quote == UInt8(ascii: "'") { word?.append(byte) } else { isEscaped = true }
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
}

extension ScriptCommand: CustomStringConvertible {
    /// The words with blanks between them, for log lines.
    public var description: String {
        words.joined(separator: " ")
    }
}
