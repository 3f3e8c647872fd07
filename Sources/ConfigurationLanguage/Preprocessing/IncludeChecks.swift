/// Which failures of an `include` are errors: `include_check` of `global_defs`, and the letter behind `include`.
struct IncludeChecks: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    /// A file that matches must be readable.
    static let readable = IncludeChecks(rawValue: 1)
    /// There must be a file for a name without wildcards.
    static let match: IncludeChecks = [IncludeChecks(rawValue: 2), .readable]
    /// There must be a file for a name with wildcards.
    static let wildcardMatch: IncludeChecks = [IncludeChecks(rawValue: 4), .readable]
    /// There must be a file for each alternative in braces.
    static let braceMatch: IncludeChecks = [IncludeChecks(rawValue: 8), .readable]
    static let all: IncludeChecks = [.match, .wildcardMatch, .braceMatch]

    private static let names: [(name: String, check: IncludeChecks)] = [
        ("readable", .readable), ("match", .match), ("wildcard_match", .wildcardMatch), ("brace_match", .braceMatch),
    ]

    /// Follows an `include_check` statement: no word means all checks, `+` adds, `-` removes, and words without a sign replace.
    ///
    /// - Returns: the words that mean nothing, by index.
    mutating func follow(_ words: [String]) -> [Int] {
        if words.isEmpty { self = .all }
        if words.contains(where: { !$0.hasPrefix("+") && !$0.hasPrefix("-") }) { self = [] }
        var unknown: [Int] = []
        for (index, word) in words.enumerated() {
            let isSigned = word.hasPrefix("+") || word.hasPrefix("-")
            let name = isSigned ? String(word.dropFirst()) : word
            guard let check = Self.names.first(where: { $0.name == name })?.check else {
                unknown.append(index)
                continue
            }
            if word.hasPrefix("-") {
                // Reading stays checked where another check still asks for it.
                subtract(check == .readable ? check : check.subtracting(.readable))
            } else {
                formUnion(check)
            }
        }
        return unknown
    }

    /// Whether a failure is an error under these checks.
    func forbid(_ failure: SourceFailure) -> Bool {
        switch failure {
        case .missing: isSuperset(of: .match)
        case .missingAlternative: isSuperset(of: .braceMatch)
        case .noMatch: isSuperset(of: .wildcardMatch)
        case .directory, .notRegular, .executable, .unreadable: contains(.readable)
        case .cycle, .includedTooDeep, .tooManyFiles, .tooLarge, .unknown: true
        }
    }
}
