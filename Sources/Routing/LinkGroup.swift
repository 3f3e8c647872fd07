internal import NetworkTypes

/// A group of network interfaces, by number or by a name of /etc/iproute2/group that the machine resolves (ip-link(8)).
public enum LinkGroup: Hashable, Sendable {
    case number(UInt32)
    case named(String)

    /// A number in decimal or as 0x..., else a name.
    public init?(word: String) {
        if let number = UInt32(numeral: word) {
            self = .number(number)
        } else {
            guard let first = word.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return nil }
            self = .named(word)
        }
    }
}
