/// Names one checker of a virtual server by its place in the definition.
public struct CheckPosition: Hashable, Sendable {
    /// Index into `VirtualServerDefinition.realServers`.
    public var realServer: Int
    /// Index into that real server's `checks`.
    public var check: Int

    public init(realServer: Int, check: Int) {
        self.realServer = realServer
        self.check = check
    }
}
