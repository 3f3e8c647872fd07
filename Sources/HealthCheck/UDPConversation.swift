/// UDP_CHECK: a datagram that nobody refuses; on demand, one that is answered as it should be.
public struct UDPProbe: Hashable, Sendable {
    /// `payload`: nil sends random bytes.
    public var payload: [UInt8]?
    /// `require_reply`: nil takes silence for health.
    public var reply: ReplyPattern?

    public init(payload: [UInt8]? = nil, reply: ReplyPattern? = nil) {
        self.payload = payload
        self.reply = reply
    }

    /// How many random bytes are sent where there is no payload.
    public static let randomPayloadLength = 32
}

/// What a reply must look like.
public struct ReplyPattern: Hashable, Sendable {
    /// One byte of the pattern; bits that are 0 in `mask` may be anything, and are 0 in `value`.
    public struct Byte: Hashable, Sendable {
        public var value: UInt8
        public var mask: UInt8

        public init(value: UInt8, mask: UInt8 = 0xFF) {
            self.value = value & mask
            self.mask = mask
        }
    }

    /// The beginning of the reply. Where the reply is shorter, only what came is compared, as keepalived does.
    public var bytes: [Byte]
    /// `min_reply_length` and `max_reply_length`, in bytes.
    public var lengths: ClosedRange<UInt16>

    public init(bytes: [Byte] = [], lengths: ClosedRange<UInt16> = 0...UInt16.max) {
        self.bytes = bytes
        self.lengths = lengths
    }

    func mismatch(of reply: Span<UInt8>) -> FailureReason? {
        guard lengths.contains(UInt16(clamping: reply.count)) else { return .replyLength(reply.count) }
        for (index, byte) in bytes.prefix(reply.count).enumerated() where reply[index] & byte.mask != byte.value { return .replyMismatch }
        return nil
    }
}

/// The conversation of UDP_CHECK.
public struct UDPConversation: DatagramConversation {
    public let request: [UInt8]
    private let reply: ReplyPattern?

    /// - Parameter randomByte: called for each byte of the payload, where the probe has none of its own.
    public init(_ probe: UDPProbe, randomByte: () -> UInt8) {
        request = probe.payload ?? (0..<UDPProbe.randomPayloadLength).map { _ in randomByte() }
        reply = probe.reply
    }

    public func received(_ datagram: Span<UInt8>) -> DatagramAction {
        guard let mismatch = reply?.mismatch(of: datagram) else { return .finished(.success) }
        return .finished(.failure(mismatch))
    }

    public var verdictOnSilence: Verdict { reply == nil ? .success : .failure(.answerTimeout) }
}
