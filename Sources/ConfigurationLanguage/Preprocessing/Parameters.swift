/// The head of `$NAME=value`.
struct ParameterDefinition {
    let name: [UInt8]
    /// How many bytes stand before the value.
    let valueStart: Int

    /// - Returns: nil where the line begins otherwise.
    init?(_ line: ArraySlice<UInt8>) {
        guard line.first == UInt8(ascii: "$") else { return nil }
        let start = line.startIndex + 1
        var end = start
        while end < line.endIndex, line[end].isNameByte { end += 1 }
        guard end > start, !line[start].isDigit, end < line.endIndex, line[end] == UInt8(ascii: "=") else { return nil }
        name = Array(line[start..<end])
        valueStart = end + 1 - line.startIndex
    }
}

/// A use of a parameter: `${NAME}`, `$NAME` before white space, `${_NAME ARGUMENTS}`.
private struct Reference {
    var name: ArraySlice<UInt8>
    var arguments: ArraySlice<UInt8>
    /// The first byte behind it.
    var end: Int
    /// Something follows the name that keeps it from being replaced.
    var isGlued = false

    /// - Parameter isStrict: a name without braces ends at white space only.
    init?(at dollar: Int, in bytes: [UInt8], isStrict: Bool) {
        let isBraced = dollar + 1 < bytes.count && bytes[dollar + 1] == UInt8(ascii: "{")
        let start = dollar + (isBraced ? 2 : 1)
        end = start
        while end < bytes.count, bytes[end].isNameByte { end += 1 }
        guard end > start else { return nil }
        name = bytes[start..<end]
        arguments = bytes[end..<end]
        if !isBraced {
            isGlued = isStrict && end < bytes.count && !bytes[end].isBlank
            return
        }
        guard end < bytes.count else { return nil }
        if bytes[end] != UInt8(ascii: "}") {
            guard name.first == UInt8(ascii: "_"), bytes[end].isBlank else { return nil }
            let first = end
            while end < bytes.count, bytes[end] != UInt8(ascii: "}") {
                if bytes[end] == UInt8(ascii: "$") || bytes[end] == UInt8(ascii: "{") { return nil }
                end += 1
            }
            guard end < bytes.count else { return nil }
            arguments = bytes[first..<end]
        }
        end += 1
    }
}

extension SyntaxParser {
    /// What came of replacing the parameters of a line once, without a look into the values.
    enum Replacement {
        /// There is none that is defined.
        case nothing
        case line(OriginText)
        /// A parameter of several lines was among them: these are to be read one after the other.
        case lines([OriginText])
        case abandoned
    }

    mutating func define(_ definition: ParameterDefinition, _ text: OriginText, _ more: ArraySlice<OriginText>) {
        let first = text.part(definition.valueStart..<text.count).trimmed
        var lines = first.bytes.isEmpty && !more.isEmpty ? [] : [first]
        lines += more
        preprocessing.parameters[definition.name] = Preprocessing.Parameter(lines: lines)
    }

    /// Whether there is anything to replace in a line.
    mutating func hasReference(in text: OriginText) -> Bool {
        var position = 0
        while let dollar = text.bytes[position...].firstIndex(of: UInt8(ascii: "$")) {
            position = dollar + 1
            guard let reference = Reference(at: dollar, in: text.bytes, isStrict: true) else { continue }
            if isDefined(reference) {
                if !reference.isGlued { return true }
                mention(reference, text, dollar)
            }
        }
        return false
    }

    private func isDefined(_ reference: Reference) -> Bool {
        preprocessing.parameters[Array(reference.name)] != nil || PredefinedParameter(rawValue: String(decoding: reference.name, as: UTF8.self)) != nil
    }

    /// - Parameter isStrict: a name without braces ends at white space only.
    mutating func replaceParameters(in text: OriginText, isStrict: Bool = true) -> Replacement {
        var result = OriginText()
        var copied = 0
        var position = 0
        while let dollar = text.bytes[position...].firstIndex(of: UInt8(ascii: "$")) {
            position = dollar + 1
            guard let reference = Reference(at: dollar, in: text.bytes, isStrict: isStrict) else { continue }
            if reference.isGlued {
                if isDefined(reference) { mention(reference, text, dollar) }
                continue
            }
            let place = tree.expansions.place(of: dollar..<reference.end, in: text)
            guard let parameter = value(of: reference, at: place) else { continue }
            result.append(copied..<dollar, of: text)
            copied = reference.end
            position = reference.end
            if parameter.lines.count > 1 {
                return .lines(lines(of: parameter, reference, place, before: result, behind: text.part(copied..<text.count)))
            }
            if let value = parameter.lines.first { append(value, parameter, reference, place, to: &result) }
            if result.count + text.count - copied > PreprocessingLimits.lineLength || result.pieces.count > PreprocessingLimits.linePieces {
                abandon(
                    .tooMuchText,
                    "the line becomes longer than \(PreprocessingLimits.lineLength) bytes, or comes from more than "
                        + "\(PreprocessingLimits.linePieces) places", at: place)
                return .abandoned
            }
            if tree.expansions.size > PreprocessingLimits.origins {
                exhaust(text)
                return .abandoned
            }
        }
        if copied == 0 { return .nothing }
        result.append(copied..<text.count, of: text)
        return .line(result)
    }

    private mutating func append(
        _ value: OriginText, _ parameter: Preprocessing.Parameter, _ reference: Reference, _ place: SourceRange, to result: inout OriginText
    ) {
        if parameter.isNumber {
            result.append(0..<value.count, of: OriginText(made: value.bytes, insteadOf: place))
        } else {
            let use = tree.expansions.add(.parameter, String(decoding: reference.name, as: UTF8.self), at: place)
            result.append(value, expansion: use)
        }
    }

    /// The lines of a parameter, the first with what stands before its use, the last with what stands behind it.
    private mutating func lines(
        of parameter: Preprocessing.Parameter, _ reference: Reference, _ place: SourceRange, before: OriginText, behind: OriginText
    ) -> [OriginText] {
        let use = tree.expansions.add(.parameter, String(decoding: reference.name, as: UTF8.self), at: place)
        var lines: [OriginText] = []
        for (index, value) in parameter.lines.enumerated() {
            var line = index == 0 ? before : OriginText()
            line.append(value, expansion: use)
            if index == parameter.lines.count - 1 { line.append(0..<behind.count, of: behind) }
            lines.append(line)
        }
        return lines
    }

    private mutating func value(of reference: Reference, at place: SourceRange) -> Preprocessing.Parameter? {
        let name = Array(reference.name)
        if let parameter = preprocessing.parameters[name] { return parameter }
        guard name.first == UInt8(ascii: "_"), let predefined = PredefinedParameter(rawValue: String(decoding: name, as: UTF8.self)),
            let value = self.value(of: predefined, reference.arguments, at: place)
        else { return nil }
        return Preprocessing.Parameter(lines: [OriginText(made: value, insteadOf: place)], isNumber: true)
    }

    /// Says once per parameter that a use of it stays as it is.
    private mutating func mention(_ reference: Reference, _ text: OriginText, _ dollar: Int) {
        guard preprocessing.mentioned.insert(Array(reference.name)).inserted else { return }
        let name = printable(reference.name)
        report(
            Diagnostic(
                .warning, .unreplacedParameter, "`$\(name)` stays as it is: without braces, white space must follow the name",
                at: tree.expansions.place(of: dollar..<reference.end, in: text), hint: "write `${\(name)}`"))
    }
}
