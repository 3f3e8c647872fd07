internal import ConfigurationLanguage

// About the daemon as a program.

extension Reader {
    /// The path behind a keyword, if one stands there and is good.
    mutating func optionalPath(in statement: Int) -> String? {
        guard tree.wordCount(of: statement) > 1 else { return nil }
        let path = string(1, in: statement)
        guard path.hasPrefix("/"), path.utf8.count < 4096, !path.utf8.contains(0) else {
            invalidValue(1, in: statement, expected: "an absolute path")
            return nil
        }
        return path
    }

    /// A number as strtol(3) reads it with base 0, or names of bits with `|` between them.
    mutating func readFileModeMask(_ statement: Int) {
        let words = (1..<tree.wordCount(of: statement)).map { string($0, in: statement) }
        let text = words.joined()
        if let mask = FileModeMask(text) { return configuration.global.daemon.fileModeMask = mask.bits }
        invalidValue(1, in: statement, expected: "a number up to 0777, or names like `IWGRP | IWOTH`")
    }
}
