internal import NetworkTypes

/// A control packet without authentication, right by itself: what a session sends, and what it listens to.
public struct BFDPacket: Hashable, Sendable {
    public var diagnostic: BFDDiagnostic
    public var state: BFDState
    public var isPoll: Bool
    public var isFinal: Bool
    /// The sender's forwarding lives on when this process doesn't; never with us.
    public var isIndependentOfControlPlane = false
    /// The sender asks for periodic packets to cease while both are up (RFC 5880 section 6.6).
    public var isDemand = false
    /// 1 and more.
    public let multiplier: UInt8
    /// Not 0.
    public let myDiscriminator: UInt32
    /// 0 where the other's isn't known, which only AdminDown and Down may say.
    public let yourDiscriminator: UInt32
    /// In microseconds.
    public var desiredTransmitInterval: UInt32
    /// In microseconds; 0: the sender wants no periodic packets.
    public var requiredReceiveInterval: UInt32
    /// In microseconds; 0: the sender takes no echo packets. We send none.
    public var requiredEchoInterval: UInt32 = 0

    public static let encodedLength = BFDPacketView.length

    /// - Returns: nil where the numbers can't stand in a packet.
    public init?(
        state: BFDState, diagnostic: BFDDiagnostic = .none, isPoll: Bool = false, isFinal: Bool = false, multiplier: UInt8, myDiscriminator: UInt32,
        yourDiscriminator: UInt32, desiredTransmitInterval: UInt32, requiredReceiveInterval: UInt32
    ) {
        guard multiplier > 0, myDiscriminator != 0, !(isPoll && isFinal), yourDiscriminator != 0 || state == .down || state == .adminDown else { return nil }
        self.state = state
        self.diagnostic = diagnostic
        self.isPoll = isPoll
        self.isFinal = isFinal
        self.multiplier = multiplier
        self.myDiscriminator = myDiscriminator
        self.yourDiscriminator = yourDiscriminator
        self.desiredTransmitInterval = desiredTransmitInterval
        self.requiredReceiveInterval = requiredReceiveInterval
    }

    /// Reads a packet by itself; which session it is about is `BFDSessionIndex`'s to find.
    ///
    /// - Parameter payload: what the UDP datagram carried. What stands behind the length that the packet says isn't looked at.
    public init(decoding payload: Span<UInt8>) throws(BFDPacketError) {
        let view = try BFDPacketView(payload)
        guard view.version == BFDPacketView.version else { throw .version(view.version) }
        // With authentication, there are a type and a length at least.
        let least = BFDPacketView.length + (view.isAuthenticated ? 2 : 0)
        guard Int(view.length) >= least, Int(view.length) <= payload.count else { throw .length(view.length, received: payload.count) }
        guard view.multiplier > 0 else { throw .zeroMultiplier }
        guard !view.isMultipoint else { throw .multipoint }
        guard view.myDiscriminator != 0 else { throw .zeroDiscriminator }
        if view.yourDiscriminator == 0, view.state != .down, view.state != .adminDown { throw .missingDiscriminator(view.state) }
        guard !view.isAuthenticated else { throw .authenticated }
        guard
            var packet = BFDPacket(
                state: view.state, diagnostic: view.diagnostic, isPoll: view.isPoll, isFinal: view.isFinal, multiplier: view.multiplier,
                myDiscriminator: view.myDiscriminator, yourDiscriminator: view.yourDiscriminator, desiredTransmitInterval: view.desiredTransmitInterval,
                requiredReceiveInterval: view.requiredReceiveInterval)
        else { throw .pollAndFinal }
        packet.isIndependentOfControlPlane = view.isIndependentOfControlPlane
        packet.isDemand = view.isDemand
        packet.requiredEchoInterval = view.requiredEchoInterval
        self = packet
    }

    public func encode() -> [UInt8] {
        var flags = state.rawValue << 6
        if isPoll { flags |= 0x20 }
        if isFinal { flags |= 0x10 }
        if isIndependentOfControlPlane { flags |= 0x08 }
        if isDemand { flags |= 0x02 }
        var bytes = [BFDPacketView.version << 5 | diagnostic.number, flags, multiplier, UInt8(Self.encodedLength)]
        bytes.reserveCapacity(Self.encodedLength)
        bytes.append(bigEndian: myDiscriminator)
        bytes.append(bigEndian: yourDiscriminator)
        bytes.append(bigEndian: desiredTransmitInterval)
        bytes.append(bigEndian: requiredReceiveInterval)
        bytes.append(bigEndian: requiredEchoInterval)
        return bytes
    }
}
