internal import NetworkTypes

/// What the header fields say about where the body ends (RFC 9112 section 6).
struct HTTPFraming: Sendable {
    private enum Length {
        case absent
        case bytes(Int)
        /// Not a number, or two that differ.
        case unusable
    }

    private var length = Length.absent
    /// The body comes in chunks: the last transfer coding is `chunked`.
    private(set) var isChunked = false
    private var hasTransferEncoding = false

    /// The length of the body; nil where it ends with the connection or in chunks.
    var contentLength: Int? {
        if case .bytes(let count) = length, !hasTransferEncoding { count } else { nil }
    }

    /// Takes one header line without its end. Lines without a colon are passed over.
    mutating func take(field line: ArraySlice<UInt8>) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        let name = line[..<colon]
        let value = Self.trimmed(line[(colon + 1)...])
        if Self.equal(name, Self.contentLengthName) {
            take(length: Self.decimal(value))
        } else if Self.equal(name, Self.transferEncodingName) {
            hasTransferEncoding = true
            let last = value.split(separator: UInt8(ascii: ",")).last ?? []
            isChunked = Self.equal(Self.trimmed(last), Self.chunkedName)
        }
    }

    private mutating func take(length value: Int?) {
        switch (length, value) {
        case (.absent, let value?): length = .bytes(value)
        case (.bytes(let known), let value?) where known == value: break
        default: length = .unusable
        }
    }

    /// The size at the start of a chunk, without its extensions; nil where there is none. Huge ones come out as `Int.max`.
    static func chunkSize(_ line: ArraySlice<UInt8>) -> Int? {
        let digits = trimmed(line.prefix { $0 != UInt8(ascii: ";") })
        if digits.isEmpty { return nil }
        var value = 0
        for byte in digits {
            guard let digit = Hexadecimal.value(ofDigit: byte) else { return nil }
            value = value > Int.max >> 4 ? .max : value << 4 | Int(digit)
        }
        return value
    }

    /// A number in decimal digits and nothing else, or nil. Huge ones come out as `Int.max`.
    static func decimal(_ digits: ArraySlice<UInt8>) -> Int? {
        if digits.isEmpty { return nil }
        var value = 0
        for byte in digits {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = scaled.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
            value = overflow || carry ? .max : sum
        }
        return value
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var text = text.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return text
    }

    /// Whether `text` is `name`, which is in lower case, in any mix of cases.
    private static func equal(_ text: ArraySlice<UInt8>, _ name: [UInt8]) -> Bool {
        text.count == name.count
            && zip(text, name).allSatisfy { byte, expected in
                (byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte) == expected
            }
    }

    private static let contentLengthName = Array("content-length".utf8)
    private static let transferEncodingName = Array("transfer-encoding".utf8)
    private static let chunkedName = Array("chunked".utf8)
}
