internal import NetworkTypes
internal import VRRP

extension OutgoingAdvertisement {
    /// What the socket of a receiver gives: the bytes go through the real encoders and decoders.
    var asReceived: ReceivedPacket? {
        switch source.family {
        case .ipv4: try? ReceivedPacket(datagram: encode(SimulatedAuthenticator()).span)
        case .ipv6: ReceivedPacket(source: source, destination: destination, timeToLive: timeToLive, payload: encode(SimulatedAuthenticator()))
        }
    }
}
