internal import CPCRE2
public import HealthCheck

/// A regular expression, compiled by PCRE2. Many searches can share it.
public final class CompiledPattern: @unchecked Sendable {
    let code: OpaquePointer
    let pattern: BodyPattern
    /// Bytes before the place of a match that lookbehinds and `\b` may look at.
    let lookbehind: Int

    /// What is wrong with an expression, in PCRE2's words.
    public struct Mistake: Error, Hashable, Sendable, CustomStringConvertible {
        public var text: String
        /// Where in the expression, in bytes.
        public var offset: Int

        public init(text: String, offset: Int) {
            self.text = text
            self.offset = offset
        }

        public var description: String { "\(text) at offset \(offset)" }
    }

    public init(_ pattern: BodyPattern) throws(Mistake) {
        var options = pattern.options.reduce(UInt32(0)) { $0 | $1.bits }
        // Each step of the expression calls back, so that its cost can be counted.
        options |= PCRE2_AUTO_CALLOUT
        if pattern.maximumOffset != nil { options |= PCRE2_USE_OFFSET_LIMIT }
        // A page that is not UTF-8 has no match where it isn't; it is no error.
        if pattern.options.contains(.utf) { options |= UInt32(PCRE2_MATCH_INVALID_UTF) }
        var number: Int32 = 0
        var offset = 0
        guard pattern.expression.count <= PatternLimits.expression else { throw Mistake(text: "too long", offset: PatternLimits.expression) }
        guard let code = pcre2_compile_8(pattern.expression, pattern.expression.count, options, &number, &offset, nil) else {
            throw Mistake(text: Self.message(number), offset: offset)
        }
        self.code = code
        self.pattern = pattern
        var characters: UInt32 = 0
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_MAXLOOKBEHIND), &characters)
        // A character of UTF-8 has up to four bytes; one more tells the true beginning of the body from that of what is kept.
        lookbehind = Int(characters) * 4 + 1
    }

    deinit {
        pcre2_code_free_8(code)
    }

    /// A search that has seen nothing yet.
    public func search() -> any PatternSearch { BodySearch(self) }

    static func message(_ number: Int32) -> String {
        var text = [UInt8](repeating: 0, count: 256)
        let length = pcre2_get_error_message_8(number, &text, text.count)
        return length > 0 ? String(decoding: text.prefix(Int(length)), as: UTF8.self) : "PCRE2 error \(number)"
    }
}

extension PatternOption {
    /// The bit of pcre2.h.
    fileprivate var bits: UInt32 {
        switch self {
        case .allowEmptyClass: PCRE2_ALLOW_EMPTY_CLASS
        case .alternativeBackslashX: PCRE2_ALT_BSUX
        case .alternativeCircumflex: PCRE2_ALT_CIRCUMFLEX
        case .alternativeVerbNames: PCRE2_ALT_VERBNAMES
        case .automaticCallout: PCRE2_AUTO_CALLOUT
        case .caseless: PCRE2_CASELESS
        case .dollarEndOnly: PCRE2_DOLLAR_ENDONLY
        case .dotAll: PCRE2_DOTALL
        case .duplicateNames: PCRE2_DUPNAMES
        case .extended: PCRE2_EXTENDED
        case .firstLine: PCRE2_FIRSTLINE
        case .matchUnsetBackreference: PCRE2_MATCH_UNSET_BACKREF
        case .multiline: PCRE2_MULTILINE
        case .neverBackslashC: PCRE2_NEVER_BACKSLASH_C
        case .neverUnicodeProperties: PCRE2_NEVER_UCP
        case .neverUTF: PCRE2_NEVER_UTF
        case .noAutomaticCapture: PCRE2_NO_AUTO_CAPTURE
        case .noAutomaticPossession: PCRE2_NO_AUTO_POSSESS
        case .noDotStarAnchor: PCRE2_NO_DOTSTAR_ANCHOR
        case .noStartOptimization: PCRE2_NO_START_OPTIMIZE
        case .unicodeProperties: PCRE2_UCP
        case .ungreedy: PCRE2_UNGREEDY
        case .useOffsetLimit: PCRE2_USE_OFFSET_LIMIT
        case .utf: PCRE2_UTF
        }
    }
}
