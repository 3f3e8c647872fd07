public import NetworkTypes

/// How one direction of the path between two directors treats packets.
public struct LinkConditions: Hashable, Sendable {
    /// The probability that a packet is lost, 0 to 1.
    public var loss: Double
    /// The probability that a packet comes twice, 0 to 1.
    public var duplication: Double
    /// Each packet takes a time drawn evenly from `minimumDelay` to `maximumDelay`, so that later ones may overtake.
    public var minimumDelay: Duration
    public var maximumDelay: Duration
    /// Nothing passes.
    public var isBlocked: Bool

    public init(
        loss: Double = 0, duplication: Double = 0, minimumDelay: Duration = .microseconds(100),
        maximumDelay: Duration = .milliseconds(1), isBlocked: Bool = false
    ) {
        self.loss = loss
        self.duplication = duplication
        self.minimumDelay = minimumDelay
        self.maximumDelay = maximumDelay
        self.isBlocked = isBlocked
    }

    /// A switched network without faults.
    public static let perfect = LinkConditions()

    /// After which times the copies of one packet arrive; none where it is lost.
    func arrivals(using generator: inout SeededGenerator) -> [Duration] {
        if isBlocked || generator.chance(loss) { return [] }
        let copies = generator.chance(duplication) ? 2 : 1
        return (0..<copies).map { _ in minimumDelay + generator.duration(below: maximumDelay - minimumDelay) }
    }
}

extension SeededGenerator {
    /// True with the given probability.
    public mutating func chance(_ probability: Double) -> Bool {
        probability > 0 && Double.random(in: 0..<1, using: &self) < probability
    }
}
