/// What a value is, for those who read one that somebody else has written; nil where it is something else.
extension JSONValue {
    /// The member of an object; the last one of that name.
    public subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.0 == name }?.1
    }

    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    public var boolean: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }

    public var integer: Int? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// A number of either form.
    public var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .decimal(let digits): Double(digits)
        default: nil
        }
    }

    public var elements: [JSONValue]? {
        if case .array(let values) = self { values } else { nil }
    }

    public var members: [(String, JSONValue)]? {
        if case .object(let members) = self { members } else { nil }
    }

    public var isNull: Bool {
        if case .null = self { true } else { false }
    }
}
