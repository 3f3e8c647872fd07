/// What a server takes from its clients, and for how long.
public struct VarlinkLimits: Hashable, Sendable {
    /// Of one call, in bytes.
    public var longestCall = 64 << 10
    /// Replies that a client hasn't read yet, in bytes: with more the client is dropped.
    public var mostQueued = 1 << 20
    /// A client with so many bytes to read gets no further reply before it has read some.
    public var enoughQueued = 128 << 10
    /// All clients.
    public var mostClients = 1000
    /// Of these, so many are kept free for root.
    public var keptForRoot = 50
    /// A client that has begun a call must end it within this time, and one that has something to read must read some of it.
    public var patience = Duration.seconds(10)
    /// A client that asks nothing is let go.
    public var longestIdle = Duration.seconds(600)

    public init() {}
}
