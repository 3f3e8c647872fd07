public import NetworkTypes

/// Finds the session that a packet is for (RFC 5880 section 6.8.6, RFC 5881 section 6, RFC 5883 section 4).
public struct BFDSessionIndex: Sendable {
    private var paths: [UInt32: BFDSessionDefinition.Path] = [:]
    private var discriminators: [BFDSessionDefinition.Path: UInt32] = [:]

    public init() {}

    public mutating func add(_ path: BFDSessionDefinition.Path, discriminator: UInt32) {
        paths[discriminator] = path
        discriminators[path] = discriminator
    }

    public mutating func remove(discriminator: UInt32) {
        guard let path = paths.removeValue(forKey: discriminator) else { return }
        if discriminators[path] == discriminator { discriminators[path] = nil }
    }

    public func isTaken(_ discriminator: UInt32) -> Bool {
        discriminator == 0 || paths[discriminator] != nil
    }

    /// - Parameters:
    ///   - source: the sender.
    ///   - destination: the address of ours that it was sent to.
    ///   - isMultihop: it came to the port for that.
    /// - Returns: the session's discriminator.
    public func session(
        for packet: BFDPacket, from source: IPAddress, to destination: IPAddress, isMultihop: Bool
    ) throws(BFDPacketError) -> UInt32 {
        if packet.yourDiscriminator != 0 {
            // A number that was guessed or overheard isn't enough: the packet must come along the session's path.
            guard let path = paths[packet.yourDiscriminator], path.neighbour == source, path.isMultihop == isMultihop,
                path.source == nil || path.source == destination
            else { throw .unknownSession(discriminator: packet.yourDiscriminator) }
            return packet.yourDiscriminator
        }
        let exact = BFDSessionDefinition.Path(neighbour: source, source: destination, isMultihop: isMultihop)
        let any = BFDSessionDefinition.Path(neighbour: source, source: nil, isMultihop: isMultihop)
        guard let discriminator = discriminators[exact] ?? discriminators[any] else { throw .unknownNeighbour }
        return discriminator
    }
}
