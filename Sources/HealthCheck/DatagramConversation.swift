/// One probe by datagram, without the socket: what to send, and what to conclude from what comes back or doesn't.
///
/// A driver sends `request` once, calls `received` for each datagram from the target until there is a verdict, and takes `verdictOnSilence`
/// when `connectTimeout` has passed without one. What the network reports (an unreachable port or host) is a failure by itself.
public protocol DatagramConversation: Sendable {
    var request: [UInt8] { get }
    /// nil: this is not the answer, go on waiting.
    mutating func received(_ datagram: Span<UInt8>) -> Verdict?
    var verdictOnSilence: Verdict { get }
}
