internal import Configuration
internal import NetworkTypes
internal import VRRP

/// Finds the instances that a packet may be for without asking every one of them.
final class InstanceIndex {
    private struct Key: Hashable {
        var virtualRouterID: UInt8
        var interfaceIndex: Int32
        var family: AddressFamily
    }

    /// Made when it is first asked for after a change.
    private var found: [Key: [InstanceRunner]]?

    /// Another one after each change.
    private(set) var generation: UInt64 = 0

    /// To be called when an instance has come or gone, or has another channel.
    func forget() {
        found = nil
        generation &+= 1
    }

    /// - Parameter all: every instance there is.
    func instances(_ virtualRouterID: UInt8, on key: AdvertisementChannel.Key, among all: [InstanceRunner]) -> [InstanceRunner] {
        let index = found ?? Self.index(of: all)
        found = index
        return index[Key(virtualRouterID: virtualRouterID, interfaceIndex: key.interfaceIndex, family: key.family)] ?? []
    }

    private static func index(of all: [InstanceRunner]) -> [Key: [InstanceRunner]] {
        var index: [Key: [InstanceRunner]] = [:]
        for runner in all {
            guard let interfaceIndex = runner.channelKey?.interfaceIndex else { continue }
            let parameters = runner.configuration.parameters
            index[Key(virtualRouterID: parameters.virtualRouterID, interfaceIndex: interfaceIndex, family: parameters.family), default: []]
                .append(runner)
        }
        return index
    }
}
