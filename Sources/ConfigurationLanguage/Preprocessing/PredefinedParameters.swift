/// The parameters that every configuration has.
enum PredefinedParameter: String {
    /// The directory of the file.
    case directory = "_PWD"
    /// The configuration id.
    case instance = "_INSTANCE"
    /// A random number, `${_RANDOM [MIN [MAX]]}`.
    case random = "_RANDOM"
    /// A variable of the environment, `${_ENV NAME}`.
    case environment = "_ENV"
    /// Signs that would begin a comment.
    case hash = "_HASH"
    case bang = "_BANG"
}

extension SyntaxParser {
    /// - Returns: nil where the arguments make no sense, or there is no such variable: the text then stays as it is.
    mutating func value(of parameter: PredefinedParameter, _ arguments: ArraySlice<UInt8>, at place: SourceRange) -> [UInt8]? {
        let words = arguments.split(whereSeparator: \.isBlank).map { String(decoding: $0, as: UTF8.self) }
        switch parameter {
        case .directory where words.isEmpty: return Array(directory.utf8)
        case .instance where words.isEmpty: return Array(tree.snapshot.settings.configurationID.utf8)
        case .hash where words.isEmpty: return [UInt8(ascii: "#")]
        case .bang where words.isEmpty: return [UInt8(ascii: "!")]
        case .random: return randomNumber(words)
        case .environment where words.count == 1: return variable(words[0], at: place)
        default: return nil
        }
    }

    /// The directory of the file that is being read, absolute.
    private var directory: String {
        let path = tree.snapshot.files[Int(context.file)].path
        let start = SourcePath.directory(of: path)
        let working = tree.snapshot.settings.workingDirectory
        if start.hasPrefix("/") { return start == "/" ? start : String(start.dropLast()) }
        return start.isEmpty ? working : (working == "/" ? "" : working) + "/" + start.dropLast()
    }

    /// From 0 to 32767, or as the arguments say; keepalived's range of random(3) is 31 bits.
    private mutating func randomNumber(_ words: [String]) -> [UInt8]? {
        let numbers = words.compactMap { UInt32($0) }
        guard numbers.count == words.count, numbers.count <= 2 else { return nil }
        let least = numbers.first ?? 0
        let greatest = numbers.count > 1 ? numbers[1] : max(32767, least)
        guard least <= greatest else { return nil }
        return Array(String(UInt32.random(in: least...greatest, using: &preprocessing.random)).utf8)
    }

    /// What was found when the files were read holds for every later reading.
    private mutating func variable(_ name: String, at place: SourceRange) -> [UInt8]? {
        if let reader, tree.snapshot.environment[name] == nil, tree.snapshot.environment.count < SourceSnapshot.maximumVariableCount,
            name.utf8.count <= SourceSnapshot.maximumPathLength
        {
            let value = reader.environment(name).flatMap { $0.utf8.count <= SourceSnapshot.maximumTextLength ? $0 : nil }
            tree.snapshot.environment[name] = .some(value)
        }
        if let value = tree.snapshot.environment[name] ?? nil { return Array(value.utf8) }
        report(
            Diagnostic(
                .warning, .unknownVariable, "the environment has no variable `\(printable(name))`: the text stays as it is",
                at: place))
        return nil
    }
}
