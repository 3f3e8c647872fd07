public import ConfigurationLanguage
internal import NetworkTypes
internal import Routing
internal import VRRP

// How many virtual addresses an advertisement has room for on an interface. As in keepalived it is one frame of Ethernet, header included, since
// a fragment would be heard by nobody.

extension VirtualRouterParameters {
    /// - Parameter maximumTransmissionUnit: in bytes.
    func addressLimit(maximumTransmissionUnit: Int) -> Int {
        let ethernetHeaderLength = 14
        let room = max(maximumTransmissionUnit - ethernetHeaderLength - advertisementOverhead, 0) / Int(family.bitWidth / 8)
        return min(room, ProtocolConstants.maximumAddressCount)
    }
}

extension VRRPInstance {
    /// That of Ethernet, for an interface that isn't there yet.
    public static let usualTransmissionUnit = 1500

    /// The instance with no more addresses in its advertisement than fit: those behind them are treated as excluded ones.
    public func fitting(maximumTransmissionUnit: Int) -> VRRPInstance {
        let limit = parameters.addressLimit(maximumTransmissionUnit: maximumTransmissionUnit)
        if virtualAddresses.count <= limit { return self }
        var instance = self
        instance.virtualAddresses = Array(virtualAddresses[..<limit])
        instance.excludedAddresses += virtualAddresses[limit...]
        instance.parameters.advertisedAddresses = instance.virtualAddresses.map(\.prefix.address)
        return instance
    }
}

extension MachineRequirements {
    /// An instance of so many addresses that it depends on its interface whether they fit into an advertisement.
    public struct Advertiser: Hashable, Sendable {
        let instance: VRRPInstance
        public let place: SourceRange
    }

    func overfullAdvertisements(_ facts: MachineFacts) -> [Diagnostic] {
        advertisers.compactMap { advertiser in
            let instance = advertiser.instance
            let unit = facts.settings[KernelSetting.transmissionUnit(of: instance.interface)]
            let limit = instance.parameters.addressLimit(maximumTransmissionUnit: unit ?? VRRPInstance.usualTransmissionUnit)
            let count = instance.virtualAddresses.count
            guard count > limit else { return nil }
            return Diagnostic(
                .warning, .tooManyVirtualAddresses,
                "an advertisement holds \(limit) addresses here, and not \(count): those behind them are treated as excluded ones", at: advertiser.place,
                hint: "all routers of the instance need the same; put some into `virtual_ipaddress_excluded`")
        }
    }
}
