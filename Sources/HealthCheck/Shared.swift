/// A value that is kept once, however many refer to it: what 36,000 real servers have in common needn't stand in memory for each of them.
///
/// To be inlined: otherwise other rooms would copy the whole value for a look at one of its members.
@frozen
public struct Shared<Value: Hashable & Sendable>: Hashable, Sendable {
    @usableFromInline
    final class Box: Sendable {
        @usableFromInline
        let value: Value

        @inlinable
        init(_ value: Value) {
            self.value = value
        }
    }

    @usableFromInline
    let box: Box

    @inlinable
    public init(_ value: Value) {
        box = Box(value)
    }

    @inlinable
    public var value: Value { box.value }

    /// Refers to a changed copy from now on; the others keep what they have.
    @inlinable
    public mutating func change(_ change: (inout Value) -> Void) {
        var copy = value
        change(&copy)
        self = Shared(copy)
    }

    /// Whether both refer to one value: cheaper than looking at it.
    @inlinable
    public func isSame(as other: Shared) -> Bool { box === other.box }

    @inlinable
    public static func == (left: Shared, right: Shared) -> Bool {
        left.box === right.box || left.box.value == right.box.value
    }

    @inlinable
    public func hash(into hasher: inout Hasher) {
        box.value.hash(into: &hasher)
    }
}
