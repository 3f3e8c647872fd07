internal import NetworkTypes

/// What another process must know to go on with a session that is up.
public struct BFDSessionMemory: Hashable, Sendable {
    public var discriminator: UInt32
    public var remoteDiscriminator: UInt32
    public var remoteTransmitInterval: Duration
    public var remoteReceiveInterval: Duration
    public var remoteMultiplier: UInt8

    public init(discriminator: UInt32, remoteDiscriminator: UInt32, remoteTransmitInterval: Duration, remoteReceiveInterval: Duration, remoteMultiplier: UInt8) {
        self.discriminator = discriminator
        self.remoteDiscriminator = remoteDiscriminator
        self.remoteTransmitInterval = remoteTransmitInterval
        self.remoteReceiveInterval = remoteReceiveInterval
        self.remoteMultiplier = remoteMultiplier
    }
}

extension BFDSession {
    /// nil while the session isn't up.
    public var memory: BFDSessionMemory? {
        guard isRunning, state == .up else { return nil }
        return BFDSessionMemory(
            discriminator: discriminator, remoteDiscriminator: remote.discriminator, remoteTransmitInterval: remote.transmitInterval,
            remoteReceiveInterval: remote.receiveInterval, remoteMultiplier: remote.multiplier)
    }
}

extension BFDSessionMemory {
    /// Five numbers, intervals in microseconds.
    public var text: String {
        "\(discriminator) \(remoteDiscriminator) \(remoteTransmitInterval.wireMicroseconds) \(remoteReceiveInterval.wireMicroseconds) \(remoteMultiplier)"
    }

    /// - Parameter text: as `text` gives it; nil where it isn't.
    public init?(text: some StringProtocol) {
        let numbers = text.split(separator: " ", omittingEmptySubsequences: false).map { UInt32($0) }
        guard numbers.count == 5, let local = numbers[0], local != 0, let remote = numbers[1], remote != 0, let transmit = numbers[2],
            let receive = numbers[3], let multiplier = numbers[4].flatMap({ UInt8(exactly: $0) }), multiplier > 0
        else { return nil }
        self.init(
            discriminator: local, remoteDiscriminator: remote, remoteTransmitInterval: .microseconds(Int64(transmit)),
            remoteReceiveInterval: .microseconds(Int64(receive)), remoteMultiplier: multiplier)
    }
}
