extension StringProtocol {
    /// The parts between separators, without empty ones, by bytes: as characters, a separator may be one with what stands before it ("\r\n")
    /// or behind it (a combining mark), and wouldn't be found.
    ///
    /// - Parameters:
    ///   - separator: ASCII.
    ///   - most: how many parts there are at most; the last one takes the rest, separators included.
    public func parts(at separator: Unicode.Scalar, most: Int = .max) -> [String] {
        utf8.split(separator: UInt8(ascii: separator), maxSplits: most - 1).map { String(decoding: $0, as: UTF8.self) }
    }
}
