/// BFD_CHECK: a BFD session says how the real server is.
public struct SessionProbe: Hashable, Sendable {
    /// Of the `bfd_instance`.
    public var name: String

    public init(name: String) {
        self.name = name
    }

    /// What the state of the session means.
    public func verdict(isUp: Bool) -> Verdict {
        isUp ? .success : .failure(.sessionDown)
    }
}
