internal import NetworkTypes

/// Counters of an object, a row each.
enum CounterRows {
    /// - Parameter object: its strings name it, its numbers are what was counted; they may stand in an object of their own.
    /// - Returns: object, counter and value of those that aren't zero.
    static func rows(of object: JSONValue) -> [[String?]] {
        guard case .object(let members) = object else { return [] }
        var names: [String] = []
        for case (_, .string(let name)) in members { names.append(name) }
        let name = names.joined(separator: " ")
        return counters(members).map { [name, $0.words, $0.value] }
    }

    private static func counters(_ members: [(String, JSONValue)]) -> [(words: String, value: String)] {
        members.flatMap { key, value -> [(words: String, value: String)] in
            switch value {
            case .integer(0): []
            case .integer(let number): [(words(key), "\(number)")]
            case .decimal(let digits) where digits.contains { ("1"..."9").contains($0) }: [(words(key), digits)]
            case .object(let inner): counters(inner)
            default: []
            }
        }
    }

    /// `packetsIn` as `packets in`.
    static func words(_ key: String) -> String {
        var words = ""
        var isInCapitals = false
        for character in key {
            let isCapital = character.isUppercase
            if isCapital, !isInCapitals, !words.isEmpty { words += " " }
            words += isCapital && !isInCapitals ? character.lowercased() : String(character)
            isInCapitals = isCapital
        }
        return words
    }
}
