internal import NetworkTypes

/// The fields of a received control packet whose length was checked, and nothing else: every value may still be wrong.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |Vers |  Diag   |Sta|P|F|C|A|D|M|  Detect Mult  |    Length     |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                       My Discriminator                        |
///     |                      Your Discriminator                       |
///     |                    Desired Min TX Interval                    |
///     |                   Required Min RX Interval                    |
///     |                 Required Min Echo RX Interval                 |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///
/// An authentication section may follow (RFC 5880 section 4.1).
public struct BFDPacketView: Sendable {
    private let head: (UInt8, UInt8, UInt8, UInt8)
    public let myDiscriminator: UInt32
    public let yourDiscriminator: UInt32
    /// In microseconds.
    public let desiredTransmitInterval: UInt32
    public let requiredReceiveInterval: UInt32
    public let requiredEchoInterval: UInt32

    /// Without an authentication section, in bytes.
    static let length = 24
    static let version: UInt8 = 1

    /// - Parameter payload: what the UDP datagram carried.
    public init(_ payload: Span<UInt8>) throws(BFDPacketError) {
        guard payload.count >= Self.length, let mine = payload.bigEndianUInt32(at: 4), let yours = payload.bigEndianUInt32(at: 8),
            let transmit = payload.bigEndianUInt32(at: 12), let receive = payload.bigEndianUInt32(at: 16), let echo = payload.bigEndianUInt32(at: 20)
        else { throw .tooShort(length: payload.count) }
        head = (payload[0], payload[1], payload[2], payload[3])
        myDiscriminator = mine
        yourDiscriminator = yours
        desiredTransmitInterval = transmit
        requiredReceiveInterval = receive
        requiredEchoInterval = echo
    }

    public var version: UInt8 { head.0 >> 5 }
    public var diagnostic: BFDDiagnostic { BFDDiagnostic(head.0) }
    /// The two bits of the state, each value of which is one.
    public var state: BFDState { BFDState(rawValue: head.1 >> 6) ?? .adminDown }
    public var isPoll: Bool { head.1 & 0x20 != 0 }
    public var isFinal: Bool { head.1 & 0x10 != 0 }
    public var isIndependentOfControlPlane: Bool { head.1 & 0x08 != 0 }
    public var isAuthenticated: Bool { head.1 & 0x04 != 0 }
    public var isDemand: Bool { head.1 & 0x02 != 0 }
    public var isMultipoint: Bool { head.1 & 0x01 != 0 }
    public var multiplier: UInt8 { head.2 }
    /// As the packet says it.
    public var length: UInt8 { head.3 }
}
