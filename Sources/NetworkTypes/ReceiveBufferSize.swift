/// How much the kernel keeps for a socket until it is read.
public struct ReceiveBufferSize: Hashable, Sendable {
    /// Nil: what the program takes by itself.
    public var bytes: Int?
    /// Also beyond net.core.rmem_max, for which a process needs CAP_NET_ADMIN.
    public var exceedsLimit: Bool

    public init(bytes: Int? = nil, exceedsLimit: Bool = false) {
        self.bytes = bytes
        self.exceedsLimit = exceedsLimit
    }
}
