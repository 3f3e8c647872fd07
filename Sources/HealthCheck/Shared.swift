/// A value that is kept once, however many refer to it: what 36,000 real servers have in common needn't stand in memory for each of them.
public struct Shared<Value: Hashable & Sendable>: Hashable, Sendable {
    private final class Box: Sendable {
        let value: Value

        init(_ value: Value) {
            self.value = value
        }
    }

    private let box: Box

    public init(_ value: Value) {
        box = Box(value)
    }

    public var value: Value { box.value }

    /// Refers to a changed copy from now on; the others keep what they have.
    public mutating func change(_ change: (inout Value) -> Void) {
        var copy = value
        change(&copy)
        self = Shared(copy)
    }

    public static func == (left: Shared, right: Shared) -> Bool {
        left.box === right.box || left.box.value == right.box.value
    }

    public func hash(into hasher: inout Hasher) {
        box.value.hash(into: &hasher)
    }
}
