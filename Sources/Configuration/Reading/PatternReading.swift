internal import ConfigurationLanguage
internal import HealthCheck
internal import NetworkTypes

// `regex` of a `url` and what belongs to it.

extension Reader {
    /// Escapes are replaced first, so that the expression's own backslashes are written twice, as keepalived has it.
    mutating func readPattern(_ statement: Int) {
        let text = Array(tree.text(ofWord: 1, in: statement))
        let expression = EscapeSequences.decoded(text)
        guard (1...PatternLimits.expression).contains(expression.count) else {
            invalidValue(1, in: statement, expected: "a regular expression of 1 to \(PatternLimits.expression) bytes")
            return
        }
        url.expression = expression
        url.expressionPlace = place(1, in: statement)
        if let letter = Self.lostEscape(text) {
            report(
                .warning, .singleBackslash, "the backslash before `\(letter)` is used up before the regular expression is read, and means nothing in it",
                at: place(1, in: statement), hint: "write `\\\\\(letter)`")
        }
    }

    /// The first byte behind a single backslash that would mean something to PCRE2 and means itself, or something else, here.
    private static func lostEscape(_ text: [UInt8]) -> String? {
        var position = 0
        while position + 1 < text.count {
            guard text[position] == UInt8(ascii: "\\") else {
                position += 1
                continue
            }
            if meaningful.contains(text[position + 1]) { return String(decoding: [text[position + 1]], as: UTF8.self) }
            position += 2
        }
        return nil
    }

    /// Classes, assertions, back references and signs; those that mean the same before and after, as `\n`, are not among them.
    private static let meaningful = Set("bdDwWsShHNRXBAzZGKQpPkg.()[]{}*+?|^$123456789".utf8)

    mutating func readPatternOptions(_ statement: Int) {
        for word in 1..<tree.wordCount(of: statement) {
            guard let option = PatternOption(rawValue: string(word, in: statement)) else {
                invalidValue(word, in: statement, expected: "one of \(PatternOption.allCases.map(\.rawValue).joined(separator: ", "))")
                return
            }
            url.patternOptions.insert(option)
        }
    }

    /// keepalived's is the stack of compiled expressions. Here there is none, and the greatest size bounds what a search may take.
    mutating func readPatternMemory(_ statement: Int) {
        guard let start = number(1, in: statement, 1...PatternLimits.greatestMemory),
            let greatest = number(2, in: statement, 1...PatternLimits.greatestMemory)
        else { return }
        if start > greatest {
            invalidValue(2, in: statement, expected: "at least \(start), the size to start with")
            return
        }
        url.patternMemory = greatest
    }

    /// What the `url` that ends here says about the body.
    mutating func bodyPattern(_ url: URLDraft, at place: SourceRange) -> BodyPattern? {
        guard let expression = url.expression else {
            if url.mustBeAbsent != nil || !url.patternOptions.isEmpty || url.patternMemory != nil || url.minimumOffset != nil || url.maximumOffset != nil {
                report(.warning, .noEffect, "what is said about a regular expression has no effect without `regex`", at: place)
            }
            return nil
        }
        var pattern = BodyPattern(
            expression: expression, options: url.patternOptions, mustBeAbsent: url.mustBeAbsent ?? false, minimumOffset: url.minimumOffset ?? 0,
            maximumOffset: url.maximumOffset, memory: url.patternMemory)
        if let greatest = pattern.maximumOffset, pattern.minimumOffset > greatest {
            report(
                .error, .invalidValue, "regex_min_offset \(pattern.minimumOffset) is beyond regex_max_offset \(greatest): both are left out",
                at: place)
            pattern.minimumOffset = 0
            pattern.maximumOffset = nil
        }
        requirements.needPattern(pattern, at: url.expressionPlace ?? place)
        return pattern
    }
}
