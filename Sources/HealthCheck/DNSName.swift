/// A domain name as DNS carries it (RFC 1035 section 3.1): labels of 1 to 63 bytes, 255 bytes in all.
public struct DNSName: Hashable, Sendable {
    public let labels: [[UInt8]]

    /// The root, `.`.
    public static let root = DNSName(labels: [])

    init(labels: [[UInt8]]) {
        self.labels = labels
    }

    /// Reads `www.example.com`, with or without a dot at the end; nil where a label is empty or too long, where the whole is too long,
    /// and where there are blanks, control characters or backslashes.
    public init?(_ text: some Sequence<UInt8>) {
        var text = Array(text)
        if text == [Self.dot] {
            self = .root
            return
        }
        if text.last == Self.dot { text.removeLast() }
        let labels = text.split(separator: Self.dot, omittingEmptySubsequences: false).map(Array.init)
        let isSound = labels.allSatisfy { label in
            (1...63).contains(label.count) && label.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
        }
        guard isSound, labels.reduce(1, { $0 + $1.count + 1 }) <= 255 else { return nil }
        self.init(labels: labels)
    }

    private static let dot = UInt8(ascii: ".")

    /// On the wire: each label behind its length, and an empty one last.
    public var encoded: [UInt8] {
        labels.flatMap { [UInt8(truncatingIfNeeded: $0.count)] + $0 } + [0]
    }

    /// As it is written; bytes beyond ASCII as they came.
    public var text: [UInt8] {
        labels.isEmpty ? [Self.dot] : Array(labels.joined(separator: [Self.dot]))
    }
}
