internal import NetworkTypes

/// Names that an administrator has given to numbers of the routing (rt_tables(5)).
public struct RoutingNames: Sendable {
    /// The first that has a name counts.
    private var directories: [String]

    /// - Parameters:
    ///   - administrator: the directory of the administrator's names; nil: /etc/iproute2.
    ///   - distribution: that of the names that come with iproute2; nil: where distributions have it.
    public init(administrator: String? = nil, distribution: String? = nil) {
        directories = [administrator ?? "/etc/iproute2"] + (distribution.map { [$0] } ?? ["/usr/share/iproute2", "/usr/lib/iproute2"])
    }

    /// The number of a routing table; nil where no file has the name.
    public func table(_ name: String) -> UInt32? { number(of: name, inFile: "rt_tables") }

    /// The number of a group of interfaces (ip-link(8)); nil where no file has the name.
    public func linkGroup(_ name: String) -> UInt32? { number(of: name, inFile: "group") }

    private func number(of name: String, inFile file: String) -> UInt32? {
        for directory in directories {
            if let content = try? Files.read(directory + "/" + file, limit: 1 << 20), let number = Self.number(of: name, in: content) { return number }
        }
        return nil
    }

    /// Lines of a number and a name; `#` begins a comment.
    static func number(of name: String, in content: [UInt8]) -> UInt32? {
        for line in content.split(separator: UInt8(ascii: "\n")) {
            let text = String(decoding: line.prefix { $0 != UInt8(ascii: "#") }, as: UTF8.self)
            let words = text.split { $0 == " " || $0 == "\t" }
            guard words.count >= 2, words[1] == name else { continue }
            return UInt32(numeral: words[0])
        }
        return nil
    }
}
