internal import NetworkTypes
internal import Routing

extension ConfigurationWriter {
    /// A block with a line for each address; nothing where there is none.
    mutating func write(_ keyword: String, _ addresses: [VirtualAddress]) {
        if addresses.isEmpty { return }
        block(keyword) { writer in
            for address in addresses { writer.line(address.words.joined(separator: " ")) }
        }
    }
}

extension VirtualAddress {
    /// The line as it would be written, defaults left out that the line without them has too.
    fileprivate var words: [String] {
        var words = [prefix.description]
        if let peer { words += ["peer", peer.description] }
        if let broadcast { words += ["brd", broadcast.description] }
        if let interface { words += ["dev", ConfigurationWriter.quoted(interface)] }
        if usesVirtualInterface { words.append("use_vmac") }
        if let scope { words += ["scope", scope.name] }
        if let label { words += ["label", ConfigurationWriter.quoted(label)] }
        words += Self.flagWords(flags, prefix)
        if preferredLifetime != Self.defaultPreferredLifetime(of: prefix) {
            words += ["preferred_lft", preferredLifetime.map(String.init) ?? "forever"]
        }
        if !isTracked { words.append("no_track") }
        if let trackGroup { words += ["track_group", ConfigurationWriter.quoted(trackGroup)] }
        return words
    }

    private static func flagWords(_ flags: AddressFlags, _ prefix: IPPrefix) -> [String] {
        var words = AddressFlags.names.filter { $0.flag != .noDuplicateDetection && flags.contains($0.flag) }.map(\.name)
        if flags.contains(.noDuplicateDetection) != defaultFlags(of: prefix).contains(.noDuplicateDetection) {
            words.append(flags.contains(.noDuplicateDetection) ? "nodad" : "-nodad")
        }
        return words
    }
}

extension AddressFlags {
    /// The words of ip-address(8).
    static let names: [(name: String, flag: AddressFlags)] = [
        ("home", .home), ("nodad", .noDuplicateDetection), ("mngtmpaddr", .managesTemporary), ("noprefixroute", .noPrefixRoute), ("autojoin", .joins),
    ]
}
