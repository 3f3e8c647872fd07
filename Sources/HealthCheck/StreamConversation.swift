/// One probe over a stream, without the stream: what to send and what to conclude, given what happens.
///
/// A driver connects, calls `connected`, `received` for whatever arrives in slices of any size, and `closed` at the end of
/// the peer's data. It alone keeps time: `connectTimeout` for the connection and for each wait, the deadline over the whole.
/// How the bytes are sliced never changes the verdict. After `finished` or `farewell`, every further call
/// returns `finished` with that verdict.
public protocol StreamConversation: Sendable {
    mutating func connected() -> StreamAction
    mutating func received(_ bytes: Span<UInt8>) -> StreamAction
    /// The peer will send no more.
    mutating func closed() -> StreamAction
}

/// What the driver of a stream conversation does next.
public enum StreamAction: Hashable, Sendable {
    /// Send these bytes, then wait for more from the peer.
    case send([UInt8])
    case wait
    /// Close the connection.
    case finished(Verdict)
    /// Send these bytes as far as they go at once, and close the connection.
    case farewell([UInt8], Verdict)
}

/// TCP_CHECK: a connection that comes about is all it asks for.
public struct TCPConversation: StreamConversation {
    public init() {}

    public mutating func connected() -> StreamAction { .finished(.success) }
    public mutating func received(_ bytes: Span<UInt8>) -> StreamAction { .finished(.success) }
    public mutating func closed() -> StreamAction { .finished(.success) }
}
