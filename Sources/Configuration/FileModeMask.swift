/// umask(2) as keepalived's keyword and flag spell it.
public struct FileModeMask: Hashable, Sendable {
    public var bits: UInt32

    private static let names: [String: UInt32] = [
        "IRUSR": 0o400, "IWUSR": 0o200, "IXUSR": 0o100, "IRGRP": 0o040, "IWGRP": 0o020, "IXGRP": 0o010, "IROTH": 0o004, "IWOTH": 0o002, "IXOTH": 0o001,
    ]

    /// - Parameter text: `022`, `0x12`, `18` or `IWGRP|IWOTH`; nil where it is none of these.
    public init?(_ text: String) {
        if let number = text.hasPrefix("0x") ? UInt32(text.dropFirst(2), radix: 16) : UInt32(text, radix: text.hasPrefix("0") ? 8 : 10) {
            guard number <= 0o777, !text.contains(where: { $0 == "+" || $0 == "-" }) else { return nil }
            bits = number
            return
        }
        bits = 0
        for name in text.split(separator: "|", omittingEmptySubsequences: false) {
            guard let bit = Self.names[String(name)] else { return nil }
            bits |= bit
        }
    }
}
