internal import IPVSTable
internal import VirtualServers

/// What became of an order for one real server.
struct OrderResult {
    var virtualServer: VirtualServerIdentity
    var realServer: DestinationIdentity
    /// Where the real server stood then; a reload may have moved it.
    var index: Int
    /// Why nothing was done; nil where it was.
    var refusal: OrderRefusal?
}

/// What became of an operator's last order, until it has been read: the order is carried out once, and what there is to say of many real
/// servers takes several pages.
struct OrderReport<Result> {
    /// Of the last order; counted from 1.
    private var number: UInt32 = 0
    private var results: [Result] = []

    /// An order was carried out. What was left of the one before is forgotten.
    mutating func begin(_ results: [Result]) {
        number &+= 1
        if number == 0 { number = 1 }
        self.results = results
    }

    /// Everything has been read.
    mutating func end() {
        results = []
    }

    /// Where a page begins: which order, and which of its results.
    func cursor(_ index: Int) -> UInt64 {
        UInt64(number) << 32 | UInt64(UInt32(clamping: index))
    }

    /// - Returns: nil where another order has come since.
    func rest(from cursor: UInt64) -> (first: Int, results: ArraySlice<Result>)? {
        let index = Int(UInt32(truncatingIfNeeded: cursor))
        guard cursor >> 32 == UInt64(number), index <= results.count, !results.isEmpty else { return nil }
        return (index, results[index...])
    }
}
