extension Array {
    /// Which of several stretches, one behind the other in their order, a position is in: the last that begins there or before it.
    ///
    /// - Returns: 0 where all begin behind it, or where there is none.
    func indexOfStretch<Position: Comparable>(at position: Position, beginning: (Element) -> Position) -> Int {
        var low = 0
        var high = count
        while high - low > 1 {
            let middle = (low + high) / 2
            if beginning(self[middle]) <= position { low = middle } else { high = middle }
        }
        return low
    }
}
