internal import NetworkTypes

/// A routing table, by number or by a name of rt_tables(5) that the machine resolves.
public enum RoutingTable: Hashable, Sendable {
    /// 1 to 4,294,967,295.
    case number(UInt32)
    case named(String)
    /// The table of a VRF interface.
    case ofVRF(String)

    public static let main = RoutingTable.number(254)

    /// The tables that every kernel has (RT_TABLE_* of linux/rtnetlink.h), a number in decimal or as 0x..., else a name.
    public init?(word: String) {
        switch word {
        case "main": self = .number(254)
        case "local": self = .number(255)
        case "default": self = .number(253)
        default:
            if let number = UInt32(numeral: word) {
                if number == 0 { return nil }
                self = .number(number)
            } else {
                if word.isEmpty || word.utf8.first.map({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) == true { return nil }
                self = .named(word)
            }
        }
    }
}
