internal import CJSON
public import NetworkTypes

/// Why bytes are no JSON value that is taken.
public enum JSONMistake: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not as RFC 8259 has it, not UTF-8, nested too deeply, or something stands behind the value.
    case malformed
    /// The library is missing on this machine.
    case unavailable(String)

    public var description: String {
        switch self {
        case .malformed: "not a JSON value"
        case .unavailable(let reason): reason
        }
    }
}

/// Reads JSON that somebody else has written.
public enum JSONReader {
    /// - Parameters:
    ///   - bytes: one value in UTF-8, which may have blanks around it. The caller bounds its length.
    ///   - deepest: how deeply arrays and objects may be nested.
    public static func value(of bytes: some Collection<UInt8>, deepest: Int = 16) throws(JSONMistake) -> JSONValue {
        guard let tokener = json_tokener_new_ex(Int32(clamping: deepest)) else {
            throw .unavailable(cjson_problem().map { String(cString: $0) } ?? "no memory")
        }
        defer { json_tokener_free(tokener) }
        json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8)
        // The NUL tells the library that a number at the end has ended.
        let text = bytes.map { CChar(bitPattern: $0) } + [0]
        let object = json_tokener_parse_ex(tokener, text, Int32(clamping: text.count))
        defer { _ = json_object_put(object) }
        let end = json_tokener_get_parse_end(tokener)
        guard json_tokener_get_error(tokener) == json_tokener_success, text[min(end, text.count)...].allSatisfy({ [0, 0x20, 0x09, 0x0A, 0x0D].contains($0) })
        else { throw .malformed }
        let value = value(of: object)
        // The library takes NaN and Infinity even when it is strict.
        guard value.numbersAreNumbers else { throw .malformed }
        return value
    }

    /// - Parameter object: nil is how the library says null.
    private static func value(of object: OpaquePointer?) -> JSONValue {
        guard let object else { return .null }
        switch json_object_get_type(object) {
        case json_type_boolean: return .boolean(json_object_get_boolean(object) != 0)
        case json_type_int: return .integer(Int(json_object_get_int64(object)))
        case json_type_double: return .decimal(String(cString: json_object_to_json_string(object)))
        case json_type_string: return .string(string(object))
        case json_type_array: return .array((0..<json_object_array_length(object)).map { value(of: json_object_array_get_idx(object, $0)) })
        case json_type_object: return .object(members(object))
        default: return .null
        }
    }

    private static func string(_ object: OpaquePointer) -> String {
        guard let characters = json_object_get_string(object) else { return "" }
        let length = Int(json_object_get_string_len(object))
        return characters.withMemoryRebound(to: UInt8.self, capacity: length) {
            String(decoding: UnsafeBufferPointer(start: $0, count: length), as: UTF8.self)
        }
    }

    private static func members(_ object: OpaquePointer) -> [(String, JSONValue)] {
        var members: [(String, JSONValue)] = []
        withUnsafeMutablePointer(to: &members) { list in
            cjson_for_each_member(
                object,
                { context, name, value in
                    guard let context, let name else { return }
                    context.assumingMemoryBound(to: [(String, JSONValue)].self).pointee.append((String(cString: name), JSONReader.value(of: value)))
                }, list)
        }
        return members
    }
}

extension JSONValue {
    /// Whether all decimals in it are what RFC 8259 calls numbers.
    fileprivate var numbersAreNumbers: Bool {
        switch self {
        case .decimal(let digits): digits.utf8.allSatisfy { "+-.0123456789Ee".utf8.contains($0) }
        case .array(let elements): elements.allSatisfy(\.numbersAreNumbers)
        case .object(let members): members.allSatisfy(\.1.numbersAreNumbers)
        case .null, .boolean, .integer, .string: true
        }
    }
}
