/// Where a page begins in lists within a list: the real servers of virtual servers, what each of several sources has to tell.
///
/// Packed into a number it takes 56 bits, so that `MetricsPage` has room for the family beside it.
public struct NestedCursor: Hashable, Sendable {
    /// Of the list; may lie behind the last one, since lists change between two pages.
    public var outer: Int
    /// Within it: less than 2^28.
    public var inner: Int

    private static let innerBits: UInt64 = 28

    public init(outer: Int, inner: Int = 0) {
        self.outer = outer
        self.inner = inner
    }

    public init(_ packed: UInt64) {
        outer = Int(packed >> Self.innerBits)
        inner = Int(packed & (1 << Self.innerBits - 1))
    }

    public var packed: UInt64 { UInt64(outer) << Self.innerBits | UInt64(inner) }

    /// Goes on with the beginning of the next list.
    public mutating func leave() {
        outer += 1
        inner = 0
    }
}
