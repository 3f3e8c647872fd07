internal import Routing

/// `track_group`: the instances that are in FAULT while a static address, route or rule that names the group isn't there.
public struct StaticTrackGroup: Hashable, Sendable {
    public var name: String
    /// The names of instances.
    public var members: [String]

    public init(name: String, members: [String]) {
        self.name = name
        self.members = members
    }
}

extension StaticNetwork {
    /// The groups that something static names: the others have nothing to follow.
    public var namedGroups: Set<String> {
        Set(addresses.compactMap(\.trackGroup) + routes.compactMap(\.trackGroup) + rules.compactMap(\.trackGroup))
    }

    /// What names a group that isn't there names none.
    mutating func forgetUnknownGroups() {
        let known = Set(trackGroups.map(\.name))
        func checked(_ name: String?) -> String? { name.flatMap { known.contains($0) ? $0 : nil } }
        for index in addresses.indices { addresses[index].trackGroup = checked(addresses[index].trackGroup) }
        for index in routes.indices { routes[index].trackGroup = checked(routes[index].trackGroup) }
        for index in rules.indices { rules[index].trackGroup = checked(rules[index].trackGroup) }
    }
}
