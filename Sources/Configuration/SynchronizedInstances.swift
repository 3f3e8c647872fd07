internal import VRRP

extension Configuration {
    /// The instances as they run: with what their sync groups and track groups make of them.
    ///
    /// What a group tracks, each of its members tracks; where a member tracks the same by itself, the group's weight counts.
    public var synchronizedInstances: [VRRPInstance] {
        var groups: [String: SyncGroupDefinition] = [:]
        for group in syncGroups { for member in group.members { groups[member] = group } }
        let followed = staticTracking
        return vrrpInstances.map { instance in
            var instance = instance
            instance.parameters.tracking += followed[instance.parameters.name] ?? []
            guard let group = groups[instance.parameters.name] else { return instance }
            let shared = Set(group.tracking.map(\.object))
            instance.parameters.tracking = instance.parameters.tracking.filter { !shared.contains($0.object) } + group.tracking
            instance.parameters.isSynchronized = group.members.count > 1
            return instance
        }
    }

    /// By instance, the track groups that it is a member of: without what names them it can't take part.
    private var staticTracking: [String: [Tracking]] {
        let named = staticNetwork.namedGroups
        var tracking: [String: [Tracking]] = [:]
        for group in staticNetwork.trackGroups where named.contains(group.name) {
            for member in group.members { tracking[member, default: []].append(Tracking(.staticGroup(group.name), weight: TrackingWeight(0))) }
        }
        return tracking
    }
}
