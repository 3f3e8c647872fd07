internal import NetworkTypes
internal import VRRP

/// Writes the frames of gratuitous ARPs and unsolicited neighbour advertisements that leave by one interface, one behind the other.
struct AnnouncementWriter {
    let index: Int32
    let address: EthernetAddress
    /// Whether the machine forwards packets that come in on an interface: hosts take it off the list of their routers where an
    /// advertisement denies it (RFC 4861 section 7.2.5).
    private let forwards: (String) -> Bool
    /// Asked once for a row of frames, so that a sysctl that changes is followed.
    private var isRouter: Bool?

    init(
        index: Int32, address: EthernetAddress,
        forwards: @escaping (String) -> Bool = { KernelSettings.isOn("net/ipv6/conf/\($0)/forwarding") }
    ) {
        self.index = index
        self.address = address
        self.forwards = forwards
    }

    mutating func write(_ announcement: AnnouncementQueue.Announcement, to bytes: inout [UInt8]) {
        switch announcement.address {
        case .v4(let address): GratuitousARP(address: address, hardwareAddress: self.address).write(to: &bytes)
        case .v6(let address):
            let isRouter = isRouter ?? forwards(announcement.interface)
            self.isRouter = isRouter
            bytes += UnsolicitedNeighbourAdvertisement(address: address, hardwareAddress: self.address, isRouter: isRouter).encode()
        }
    }
}
