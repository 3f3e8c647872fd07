/// JSON (RFC 8259) written piece by piece into bytes, on one line, without a tree of values in between.
///
///     var text = JSONText()
///     text.object {
///         $0.member("name", "VI_1")
///         $0.member("priority", 120)
///         $0.array("addresses") { for address in addresses { $0.element("\(address)") } }
///     }
///
/// Members stand in the order in which they are written; that a name stands there once is up to the caller. Line feeds never appear in
/// what it writes, so that texts can be kept one per line.
public struct JSONText: Sendable {
    /// The text so far, in UTF-8.
    public private(set) var bytes: [UInt8] = []
    /// Whether the next member or element needs a comma before it.
    private var needsComma = false

    public init() {}

    public var count: Int { bytes.count }

    // MARK: Objects

    /// An object: the whole text, or an element of an array.
    public mutating func object(_ content: (inout JSONText) -> Void) {
        separate()
        enclose(UInt8(ascii: "{"), UInt8(ascii: "}"), content)
    }

    /// A member that is an object.
    public mutating func object(_ name: StaticString, _ content: (inout JSONText) -> Void) {
        begin(name)
        enclose(UInt8(ascii: "{"), UInt8(ascii: "}"), content)
    }

    /// A member that is a string; none at all where it is nil.
    public mutating func member(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        begin(name)
        append(quoted: value)
    }

    /// A member that is an integer; none at all where it is nil.
    public mutating func member(_ name: StaticString, _ value: (some FixedWidthInteger)?) {
        guard let value else { return }
        begin(name)
        bytes.append(contentsOf: String(value).utf8)
    }

    public mutating func member(_ name: StaticString, _ value: Bool?) {
        guard let value else { return }
        begin(name)
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// A member that is a decimal number; null where it is none (infinite).
    public mutating func member(_ name: StaticString, _ value: Double?) {
        guard let value else { return }
        begin(name)
        bytes.append(contentsOf: (value.isFinite ? value.description : "null").utf8)
    }

    /// A member that is a time in seconds, to the microsecond.
    public mutating func member(_ name: StaticString, seconds value: Duration?) {
        guard let value else { return }
        begin(name)
        bytes.append(contentsOf: value.secondsText.utf8)
    }

    // MARK: Arrays

    /// An array: the whole text, or an element of an array.
    public mutating func array(_ content: (inout JSONText) -> Void) {
        separate()
        enclose(UInt8(ascii: "["), UInt8(ascii: "]"), content)
    }

    /// A member that is an array.
    public mutating func array(_ name: StaticString, _ content: (inout JSONText) -> Void) {
        begin(name)
        enclose(UInt8(ascii: "["), UInt8(ascii: "]"), content)
    }

    /// A member that is an array of strings.
    public mutating func member(_ name: StaticString, _ values: some Sequence<String>) {
        array(name) { for value in values { $0.element(value) } }
    }

    public mutating func element(_ value: String) {
        separate()
        append(quoted: value)
    }

    public mutating func element(_ value: some FixedWidthInteger) {
        separate()
        bytes.append(contentsOf: String(value).utf8)
    }

    // MARK: Text that is there already

    /// An element that is JSON already: the caller vouches for it.
    public mutating func element(ready json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// A member that is JSON already: the caller vouches for it.
    public mutating func member(_ name: StaticString, ready json: some Collection<UInt8>) {
        begin(name)
        bytes.append(contentsOf: json)
    }

    /// Puts an end to one text and begins another one on the next line.
    public mutating func endLine() {
        bytes.append(UInt8(ascii: "\n"))
        needsComma = false
    }

    /// Takes back what was written since the text had this many bytes, all of it whole objects on lines of their own.
    public mutating func cut(to count: Int) {
        bytes.removeLast(max(0, bytes.count - count))
        needsComma = false
    }

    // MARK: Writing

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func begin(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func enclose(_ opening: UInt8, _ closing: UInt8, _ content: (inout JSONText) -> Void) {
        bytes.append(opening)
        needsComma = false
        content(&self)
        bytes.append(closing)
        needsComma = true
    }

    private mutating func append(quoted value: String) {
        bytes.append(UInt8(ascii: "\""))
        bytes.append(escapedForJSON: value)
        bytes.append(UInt8(ascii: "\""))
    }
}

extension [UInt8] {
    /// Appends the inside of a string literal: quotes, backslashes and control characters escaped (RFC 8259 section 7; DEL, which may stand as it is, for the
    /// sake of terminals).
    public mutating func append(escapedForJSON value: String) {
        let digits = Array("0123456789abcdef".utf8)
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                append(UInt8(ascii: "\\"))
                append(byte)
            case 0x0A: append(contentsOf: "\\n".utf8)
            case 0x0D: append(contentsOf: "\\r".utf8)
            case 0x09: append(contentsOf: "\\t".utf8)
            case 0..<0x20, 0x7F:
                append(contentsOf: "\\u00".utf8)
                append(digits[Int(byte >> 4)])
                append(digits[Int(byte & 15)])
            default: append(byte)
            }
        }
    }
}
