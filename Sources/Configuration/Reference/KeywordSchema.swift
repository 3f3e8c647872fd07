internal import NetworkTypes

extension KeywordReference {
    /// docs/configuration.schema.json: the keyword tables as a JSON Schema (draft 2020-12).
    ///
    /// A block is an object whose members are its keywords. A flag is `true`; a keyword with words is a string that holds them;
    /// a list is an array of strings, one per line; a block that may stand several times is an array of objects, in which `words`
    /// holds what follows the keyword.
    public static var schema: String {
        let definitions = Block.allCases.filter { $0 != .list && $0 != .root }.map { block in
            ("\(block)", object(of: block))
        }
        guard case .object(let root) = object(of: .root) else { return "" }
        let head: [(String, JSONValue)] = [
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")), ("title", .string("The configuration of lvsd")),
        ]
        return JSONValue.object(head + root + [("$defs", .object(definitions))]).text + "\n"
    }

    private static func object(of block: Block) -> JSONValue {
        var members: [(String, JSONValue)] = []
        if takesWords(block) { members.append(("words", .object([("type", .string("string"))]))) }
        for keyword in KeywordTable.shared.keywords where keyword.block == block {
            members.append((keyword.name, schema(of: keyword)))
        }
        return .object([
            ("type", .string("object")), ("properties", .object(members)), ("additionalProperties", .boolean(false)),
        ])
    }

    private static func takesWords(_ block: Block) -> Bool {
        KeywordTable.shared.keywords.contains { $0.opens == block && $0.values.upperBound > 0 }
    }

    private static func schema(of keyword: Keyword) -> JSONValue {
        var members = type(of: keyword)
        if let value = keyword.defaultValue { members.append(("x-default", .string(value))) }
        switch keyword.status {
        case .implemented: break
        case .noEffect(let why): members += [("deprecated", .boolean(true)), ("description", .string("no effect: \(why)"))]
        case .obsolete(let new): members += [("deprecated", .boolean(true)), ("description", .string("old word for \(new)"))]
        case .notYet(let consequence, _): members.append(("description", .string("not supported yet: \(consequence)")))
        }
        return .object(members)
    }

    private static func type(of keyword: Keyword) -> [(String, JSONValue)] {
        switch keyword.shape {
        case .flag: [("const", .boolean(true))]
        case .boolean: [("type", .string("boolean"))]
        case .integer(let range):
            [("type", .string("integer")), ("minimum", .integer(range.lowerBound)), ("maximum", .integer(range.upperBound))]
        case .seconds(let range):
            [
                ("type", .string("number")), ("minimum", .decimal(range.lowerBound.secondsText)),
                ("maximum", .decimal(range.upperBound.secondsText)),
            ]
        case .address: [("type", .string("string")), ("anyOf", .array([format("ipv4"), format("ipv6")]))]
        case .words: [("type", .string("string")), ("x-syntax", .string(keyword.syntax))]
        case .list: [("type", .string("array")), ("items", .object([("type", .string("string"))])), ("x-syntax", .string(keyword.syntax))]
        case .block:
            [
                ("type", .string("array")),
                ("items", .object([("$ref", .string("#/$defs/\(keyword.opens.map { "\($0)" } ?? "")"))])),
            ]
        case .unread: []
        }
    }

    private static func format(_ name: String) -> JSONValue { .object([("format", .string(name))]) }
}
