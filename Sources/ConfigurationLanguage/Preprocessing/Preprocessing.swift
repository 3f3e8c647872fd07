internal import NetworkTypes

/// What the preprocessing knows while it goes through the text: conditions, parameters, sequences and includes.
///
/// It works on whole lines, before words and blocks are looked at, as keepalived does.
struct Preprocessing {
    struct Parameter {
        /// More than one where the definition has several lines.
        var lines: [OriginText]
        /// Made for each item of a `~SEQ`: there is no place in the source where the value stands.
        var isNumber = false
    }

    var parameters: [[UInt8]: Parameter] = [:]
    var checks: IncludeChecks
    var random: SeededGenerator
    /// Parameters, sequences and files within each other, at the line that is being read.
    var depth = 0
    /// The files that are open, by identity.
    var openFiles: [[UInt64]] = []
    var includedBytes = 0
    /// The statement of a complete snapshot that comes next.
    var nextInclusion = 0
    var expandedLines = 0
    /// The line that is being read had a mistake that leaves the rest of it without sense.
    var isAbandoned = false
    /// A limit over the whole text is reached: nothing is preprocessed any more.
    var isExhausted = false
    /// Parameters that were mentioned because something other than white space follows their name.
    var mentioned: Set<[UInt8]> = []

    init(_ settings: SourceSnapshot.Settings) {
        checks = settings.requiresEveryFile ? .all : []
        random = SeededGenerator(seed: settings.randomSeed)
    }
}

extension SyntaxParser {
    /// Reads a line of a file that asks for preprocessing, and with a definition the lines that belong to it.
    mutating func preprocess(_ range: Range<Int>, _ lexer: inout Lexer) {
        directives += 1
        preprocessing.isAbandoned = false
        var content = lexer.withoutComment(range)
        var isWanted = true
        while context.bytes[content].first == UInt8(ascii: "@") {
            let (holds, rest) = condition(context.bytes[content])
            isWanted = isWanted && holds
            content = rest..<content.upperBound
        }
        // A definition that isn't wanted takes its further lines with it.
        let lines = continuation(of: content, &lexer)
        if !isWanted { return }
        if lines.count == 1, isPlain(lines[0]) {
            lexer.resume(at: content.lowerBound)
        } else {
            process(lines)
        }
    }

    /// The line, and the lines that a definition goes on with because each before them ends in a backslash.
    private mutating func continuation(of first: Range<Int>, _ lexer: inout Lexer) -> [OriginText] {
        var content = first
        var lines: [OriginText] = []
        let isDefinition = ParameterDefinition(context.bytes[content]) != nil
        while true {
            var end = content.upperBound
            while end > content.lowerBound, context.bytes[end - 1].isBlank { end -= 1 }
            let goesOn = isDefinition && end > content.lowerBound && context.bytes[end - 1] == UInt8(ascii: "\\")
            let text = context.bytes[content.lowerBound..<(goesOn ? end - 1 : end)]
            lines.append(OriginText(text, file: UInt32(context.file), expansion: context.expansion).trimmed)
            guard goesOn, let next = lexer.line() else { return lines }
            content = lexer.withoutComment(next)
        }
    }

    /// Nothing in the line is replaced, included or repeated: it can be read where it stands.
    private mutating func isPlain(_ text: OriginText) -> Bool {
        if text.bytes.first == UInt8(ascii: "~") || IncludeKeyword(at: 0, in: text.bytes) != nil { return false }
        if ParameterDefinition(text.bytes[...]) != nil { return false }
        return !hasReference(in: text)
    }

    /// Brings a line to its end: to words, to a definition, to an included file, or to nothing.
    ///
    /// - Parameter lines: a line, and behind it the other lines of the definition that it begins.
    mutating func process(_ lines: [OriginText]) {
        guard let first = lines.first, !preprocessing.isAbandoned, !preprocessing.isExhausted else { return }
        var text = first.trimmed
        preprocessing.depth += 1
        defer { preprocessing.depth -= 1 }
        guard preprocessing.depth <= PreprocessingLimits.nesting else { return abandonNested(text) }
        for _ in 0..<PreprocessingLimits.nesting {
            guard let byte = text.bytes.first else { return }
            if byte == UInt8(ascii: "@") {
                let (holds, rest) = condition(text.bytes[...])
                if !holds { return }
                text = text.part(rest..<text.count)
                continue
            }
            if let definition = ParameterDefinition(text.bytes[...]) {
                return define(definition, text, lines.dropFirst())
            }
            if byte == UInt8(ascii: "~"), let head = SequenceHead(text.bytes) { return `repeat`(text, head) }
            switch replaceParameters(in: text) {
            case .nothing: return emit(text)
            case .abandoned: return
            case .line(let replaced): text = replaced.trimmed
            case .lines(let lines):
                for line in lines where countLine(line) { process([line]) }
                return
            }
        }
        abandonNested(text)
    }

    /// Hands a line that nothing is left to do with to the parser.
    private mutating func emit(_ text: OriginText) {
        if let keyword = IncludeKeyword(at: 0, in: text.bytes) { return include(text, keyword) }
        guard tree.expansions.bytes.count + text.count <= PreprocessingLimits.expandedBytes,
            tree.expansions.size + text.pieces.count <= PreprocessingLimits.origins
        else { return exhaust(text) }
        let outer = context
        defer { context = outer }
        context = Context(
            bytes: text.bytes, file: SyntaxTree.Statement.made, expansion: 0, base: tree.expansions.append(text))
        var lexer = Lexer(preprocessed: text.bytes)
        read(&lexer)
    }

    /// Whether `@id` or `@^id` holds, and the index of the first byte of what follows it.
    private func condition(_ text: ArraySlice<UInt8>) -> (holds: Bool, rest: Int) {
        var start = text.startIndex + 1
        let isNegated = start < text.endIndex && text[start] == UInt8(ascii: "^")
        if isNegated { start += 1 }
        var end = start
        while end < text.endIndex, !text[end].isBlank { end += 1 }
        let holds = text[start..<end].elementsEqual(tree.snapshot.settings.configurationID.utf8) != isNegated
        while end < text.endIndex, text[end].isBlank { end += 1 }
        return (holds, end)
    }

    /// Counts a line that is made from another one.
    ///
    /// - Returns: false where there are too many.
    mutating func countLine(_ text: OriginText) -> Bool {
        if preprocessing.isAbandoned || preprocessing.isExhausted { return false }
        preprocessing.expandedLines += 1
        if preprocessing.expandedLines <= PreprocessingLimits.expandedLines, tree.expansions.size <= PreprocessingLimits.origins {
            return true
        }
        exhaust(text)
        return false
    }

    /// Leaves out the rest of the line of the file that is being read.
    mutating func abandon(_ code: Diagnostic.Code, _ message: String, at place: SourceRange, hint: String? = nil) {
        if preprocessing.isAbandoned { return }
        preprocessing.isAbandoned = true
        report(Diagnostic(.error, code, message, at: place, hint: hint))
    }

    private mutating func abandonNested(_ text: OriginText) {
        abandon(
            .endlessParameter, "more than \(PreprocessingLimits.nesting) parameters or sequences within each other",
            at: tree.expansions.place(of: 0..<text.count, in: text), hint: "a parameter may refer to itself")
    }

    mutating func exhaust(_ text: OriginText) {
        preprocessing.isExhausted = true
        abandon(
            .tooMuchText,
            "parameters and sequences stand for more than \(PreprocessingLimits.expandedLines) lines or "
                + "\(PreprocessingLimits.expandedBytes) bytes; what follows of them is left out",
            at: tree.expansions.place(of: 0..<text.count, in: text))
    }

    /// `include_check` and `random_seed` take effect where they stand.
    mutating func followDirective() {
        defer { directive = nil }
        guard let directive, let statement = current else { return }
        let words = (1..<max(1, tree.wordCount(of: statement))).map {
            String(decoding: tree.text(ofWord: $0, in: statement), as: UTF8.self)
        }
        switch directive {
        case .includeCheck:
            for index in preprocessing.checks.follow(words) {
                report(
                    Diagnostic(
                        .error, .unknownIncludeCheck, "`\(printable(tree.text(ofWord: index + 1, in: statement)))` is no check of `include_check`",
                        at: tree.range(ofWord: index + 1, in: statement),
                        hint: "expected: readable, match, wildcard_match or brace_match, with + or - before it or without"))
            }
            if tree.snapshot.settings.requiresEveryFile { preprocessing.checks = .all }
        case .randomSeed:
            if let seed = words.first.flatMap({ UInt64($0) }) { preprocessing.random = SeededGenerator(seed: seed) }
        }
    }
}

extension Diagnostic.Code {
    public static let endlessParameter = Diagnostic.Code(rawValue: "endless-parameter")
    public static let tooMuchText = Diagnostic.Code(rawValue: "too-much-text")
    public static let unknownIncludeCheck = Diagnostic.Code(rawValue: "unknown-include-check")
    public static let unreplacedParameter = Diagnostic.Code(rawValue: "unreplaced-parameter")
    public static let unknownVariable = Diagnostic.Code(rawValue: "unknown-variable")
    public static let invalidSequence = Diagnostic.Code(rawValue: "invalid-sequence")
    public static let sequenceTooLong = Diagnostic.Code(rawValue: "sequence-too-long")
    public static let missingFile = Diagnostic.Code(rawValue: "missing-file")
    public static let unreadableInclude = Diagnostic.Code(rawValue: "unreadable-include")
    public static let includeCycle = Diagnostic.Code(rawValue: "include-cycle")
    public static let includeLimit = Diagnostic.Code(rawValue: "include-limit")
}
