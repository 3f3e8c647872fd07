internal import VRRP

extension Configuration {
    /// The instances as they run: with what their sync groups make of them.
    ///
    /// What a group tracks, each of its members tracks; where a member tracks the same by itself, the group's weight counts.
    public var synchronizedInstances: [VRRPInstance] {
        var groups: [String: SyncGroupDefinition] = [:]
        for group in syncGroups { for member in group.members { groups[member] = group } }
        return vrrpInstances.map { instance in
            guard let group = groups[instance.parameters.name] else { return instance }
            var instance = instance
            let shared = Set(group.tracking.map(\.object))
            instance.parameters.tracking = instance.parameters.tracking.filter { !shared.contains($0.object) } + group.tracking
            instance.parameters.isSynchronized = group.members.count > 1
            return instance
        }
    }
}
