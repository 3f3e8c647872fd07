public import NetworkTypes

/// Who had the addresses of one virtual router, and when.
public struct OwnershipHistory: Sendable {
    public struct Span: Hashable, Sendable {
        public let start: MonotonicInstant
        /// The directors that had the addresses, by their numbers in rising order.
        public let owners: [Int]
    }

    /// One for each change, in the order of time.
    public private(set) var spans: [Span] = []

    mutating func note(owners: [Int], at moment: MonotonicInstant) {
        if spans.last?.owners == owners { return }
        if spans.last?.start == moment { spans.removeLast() }
        spans.append(Span(start: moment, owners: owners))
    }

    /// The longest time within `range` during which the number of owners stayed in `counts`.
    public func longest(withOwners counts: ClosedRange<Int>, within range: Range<MonotonicInstant>) -> Duration {
        var longest = Duration.zero
        var began: MonotonicInstant?
        for (index, span) in spans.enumerated() {
            let end = min(index + 1 < spans.count ? spans[index + 1].start : range.upperBound, range.upperBound)
            let start = max(span.start, range.lowerBound)
            if start >= end { continue }
            guard counts.contains(span.owners.count) else {
                began = nil
                continue
            }
            longest = max(longest, end - (began ?? start))
            began = began ?? start
        }
        return longest
    }
}
