/// The word that begins a sequence, with the bytes of its parentheses.
struct SequenceHead {
    enum Kind {
        case numbers, hexadecimalNumbers, list
    }

    let kind: Kind
    /// What stands between the parentheses.
    let arguments: Range<Int>
    /// The first byte behind them; the line has no closing one where nil.
    let end: Int?

    private static let words: [(word: [UInt8], kind: Kind)] = [
        (Array("~SEQx".utf8), .hexadecimalNumbers), (Array("~SEQ".utf8), .numbers), (Array("~LST".utf8), .list),
    ]

    /// - Returns: nil where the line begins otherwise.
    init?(_ line: [UInt8]) {
        guard let (word, kind) = Self.words.first(where: { line.starts(with: $0.word) }) else { return nil }
        var open = word.count
        while open < line.count, line[open].isBlank { open += 1 }
        guard open < line.count, line[open] == UInt8(ascii: "(") else { return nil }
        self.kind = kind
        let close = line[open...].firstIndex(of: UInt8(ascii: ")"))
        arguments = open + 1..<(close ?? line.count)
        end = close.map { $0 + 1 }
    }
}

extension SyntaxParser {
    /// Reads the rest of the line once for each item of `~SEQ(...)`, `~SEQx(...)` or `~LST(...)`.
    mutating func `repeat`(_ text: OriginText, _ head: SequenceHead) {
        let place = tree.expansions.place(of: 0..<(head.end ?? text.count), in: text)
        guard let end = head.end else {
            return abandon(.invalidSequence, "the `)` of the sequence is missing", at: place)
        }
        guard let arguments = replaced(text.part(head.arguments), at: place) else { return }
        let rest = text.part(end..<text.count).trimmed
        switch head.kind {
        case .list:
            guard let list = ListItems(arguments) else {
                return abandon(
                    .invalidSequence, "not a list", at: place,
                    hint: "it is written `~LST(NAME, VALUE, ...)` or `~LST({NAME, NAME}, {VALUE, VALUE}, ...)`, with at most as many values as names")
            }
            for item in list.items {
                let values = list.names.indices.map { $0 < item.count ? item[$0] : OriginText() }
                let parameters = values.map { Preprocessing.Parameter(lines: [$0]) }
                guard read(rest, with: list.names, parameters, at: place) else { return }
            }
        case .numbers, .hexadecimalNumbers:
            guard let numbers = NumberSequence(arguments.bytes) else {
                return abandon(
                    .invalidSequence, "not a sequence", at: place,
                    hint: "it is written `~SEQ(NAME, START, STEP, END)`, `~SEQ(NAME, START, END)` or `~SEQ(NAME, END)`; the step leads from start to end")
            }
            guard numbers.count <= UInt64(PreprocessingLimits.sequenceLength) else {
                return abandon(
                    .sequenceTooLong, "a sequence of \(numbers.count) items; at most \(PreprocessingLimits.sequenceLength) are allowed",
                    at: place)
            }
            for index in 0..<Int(numbers.count) {
                let value = numbers.text(index, isHexadecimal: head.kind == .hexadecimalNumbers)
                let parameter = Preprocessing.Parameter(lines: [OriginText(made: value, insteadOf: place)], isNumber: true)
                guard read(rest, with: [numbers.name], [parameter], at: place) else { return }
            }
        }
    }

    /// The arguments with all parameters replaced; nil after a message.
    private mutating func replaced(_ arguments: OriginText, at place: SourceRange) -> OriginText? {
        var text = arguments
        for _ in 0..<PreprocessingLimits.nesting {
            switch replaceParameters(in: text, isStrict: false) {
            case .nothing: return text
            case .line(let line): text = line
            case .abandoned: return nil
            case .lines:
                abandon(.invalidSequence, "a parameter of several lines in a sequence", at: place)
                return nil
            }
        }
        abandon(.endlessParameter, "more than \(PreprocessingLimits.nesting) parameters within each other", at: place)
        return nil
    }

    /// Reads a line with parameters that last as long as the line.
    ///
    /// - Returns: false where the other items must not be read any more.
    private mutating func read(
        _ rest: OriginText, with names: [[UInt8]], _ parameters: [Preprocessing.Parameter], at place: SourceRange
    ) -> Bool {
        guard countLine(rest) else { return false }
        let hidden = names.map { preprocessing.parameters[$0] }
        var words: [String] = []
        for (name, parameter) in zip(names, parameters) {
            preprocessing.parameters[name] = parameter
            words.append("\(String(decoding: name, as: UTF8.self)) = \(printable(parameter.lines.first?.bytes[...] ?? []))")
        }
        var line = rest
        line.setExpansion(tree.expansions.add(.item, words.joined(separator: ", "), at: place))
        process([line])
        for (name, parameter) in zip(names, hidden).reversed() { preprocessing.parameters[name] = parameter }
        return !preprocessing.isAbandoned && !preprocessing.isExhausted
    }
}

/// The numbers of `~SEQ(NAME, START, STEP, END)`.
private struct NumberSequence {
    let name: [UInt8]
    private let start: Int64
    private let step: Int64
    /// How many numbers there are.
    let count: UInt64

    /// - Returns: nil where the arguments are no sequence.
    init?(_ arguments: [UInt8]) {
        let fields = arguments.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { field in
            field.drop(while: \.isBlank).prefix { !$0.isBlank }
        }
        guard (2...4).contains(fields.count), !fields[0].isEmpty, fields[0].allSatisfy(\.isNameByte) else { return nil }
        name = Array(fields[0])
        var numbers: [Int64] = []
        for field in fields.dropFirst() {
            guard let number = Self.number(field) else { return nil }
            numbers.append(number)
        }
        let end = numbers[numbers.count - 1]
        start = numbers.count > 1 ? numbers[0] : (end < 0 ? -1 : 1)
        step = numbers.count > 2 ? numbers[1] : (end < start ? -1 : 1)
        if step == 0 || (end != start && (end > start) != (step > 0)) { return nil }
        let (distance, overflow) = end.subtractingReportingOverflow(start)
        count = overflow ? .max : distance.magnitude / step.magnitude + 1
    }

    /// Decimal, `0x` hexadecimal or `0` octal, as strtol(3) reads a number of any base.
    private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
        let text = String(decoding: field, as: UTF8.self)
        let isNegative = text.hasPrefix("-")
        let digits = isNegative || text.hasPrefix("+") ? text.dropFirst() : text[...]
        guard let first = digits.utf8.first, first.isDigit else { return nil }
        let sign = isNegative ? "-" : ""
        if digits.hasPrefix("0x") || digits.hasPrefix("0X") { return Int64(sign + digits.dropFirst(2), radix: 16) }
        return Int64(sign + digits, radix: digits.count > 1 && first == UInt8(ascii: "0") ? 8 : 10)
    }

    func text(_ index: Int, isHexadecimal: Bool) -> [UInt8] {
        let value = start &+ Int64(truncatingIfNeeded: index) &* step
        return Array((isHexadecimal ? String(UInt64(bitPattern: value), radix: 16) : String(value)).utf8)
    }
}

/// The names and values of `~LST(NAME, VALUE, ...)`.
private struct ListItems {
    var names: [[UInt8]] = []
    var items: [[OriginText]] = []

    /// - Returns: nil where the arguments are no list.
    init?(_ arguments: OriginText) {
        var fields = Self.split(arguments)
        guard fields.count > 1 else { return nil }
        names = Self.members(of: fields.removeFirst()).map(\.bytes)
        guard !names.isEmpty, names.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isNameByte) }) else { return nil }
        for field in fields {
            let values = Self.members(of: field)
            if values.count > names.count { return nil }
            items.append(values)
        }
    }

    /// What stands in braces, or the one value without them.
    private static func members(of field: OriginText) -> [OriginText] {
        guard field.bytes.first == UInt8(ascii: "{"), field.bytes.last == UInt8(ascii: "}"), field.count > 1 else { return [field] }
        return split(field.part(1..<field.count - 1))
    }

    /// Cuts at the commas that don't stand in braces.
    private static func split(_ text: OriginText) -> [OriginText] {
        var fields: [OriginText] = []
        var start = 0
        var depth = 0
        for (index, byte) in text.bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: ",") where depth == 0:
                fields.append(text.part(start..<index).trimmed)
                start = index + 1
            default: continue
            }
        }
        fields.append(text.part(start..<text.count).trimmed)
        return fields
    }
}
