internal import Configuration
internal import NetworkTypes
internal import Routing
internal import VRRP

/// What makes two blocks of two configurations the same virtual router.
struct InstanceIdentity: Hashable {
    var name: String
    var virtualRouterID: UInt8
    var interface: String
    var family: AddressFamily
    var group: IPAddress?
    var virtualInterface: VirtualInterface?
    var transmitsOnBase: Bool
    var vrf: String?

    init(_ instance: VRRPInstance) {
        name = instance.parameters.name
        virtualRouterID = instance.parameters.virtualRouterID
        interface = instance.interface
        family = instance.parameters.family
        group = instance.channelGroup
        // Whether others are told of it makes it no other one.
        virtualInterface = instance.virtualInterface
        virtualInterface?.announcesBase = false
        transmitsOnBase = instance.transmitsOnBase
        vrf = instance.vrf
    }
}
