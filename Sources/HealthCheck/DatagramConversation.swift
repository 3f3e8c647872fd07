/// One probe by datagram, without the socket: what to send, and what to conclude from what comes back or doesn't.
///
/// A driver sends `request` once, calls `received` for each datagram from the target until that says what to do, and takes `verdictOnSilence`
/// when `connectTimeout` has passed without. What the network reports (an unreachable port or host) is a failure by itself.
public protocol DatagramConversation: Sendable {
    var request: [UInt8] { get }
    mutating func received(_ datagram: Span<UInt8>) -> DatagramAction
    var verdictOnSilence: Verdict { get }
}

/// What the driver of a datagram conversation does next.
public enum DatagramAction: Sendable {
    /// This was not the answer, go on waiting.
    case wait
    case finished(Verdict)
    /// The answer is to be had over a connection only; the time limits go on.
    case connect(any StreamConversation)
}
