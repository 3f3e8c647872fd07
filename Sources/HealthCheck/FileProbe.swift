/// FILE_CHECK: the number in a file says how the real server is, or what its weight should be.
public struct FileProbe: Hashable, Sendable {
    /// Of the `track_file`.
    public var name: String
    /// Absolute.
    public var path: String
    /// `weight`: what the number is multiplied with, -2,147,483,647 to 2,147,483,647. With 0, another number than 0 is a failure.
    public var factor: Int
    /// `reverse`: the product is subtracted; with factor 0, a number of 0 is a failure.
    public var isReversed: Bool

    public init(name: String, path: String, factor: Int = 1, isReversed: Bool = false) {
        self.name = name
        self.path = path
        self.factor = factor
        self.isReversed = isReversed
    }

    /// What the number in the file means: within 32 bits the product moves the weight, from -2^31 downwards it is a failure.
    ///
    /// - Parameter number: within 32 bits.
    public func verdict(onNumber number: Int) -> Verdict {
        if factor == 0 { return (number != 0) == isReversed ? .success : .failure(.fileHolds(number)) }
        let (product, overflow) = number.multipliedReportingOverflow(by: isReversed ? 0 &- factor : factor)
        if overflow || product <= Int(Int32.min) { return .failure(.fileHolds(number)) }
        return .successWithWeight(.offset(Int64(min(product, Int(Int32.max)))))
    }
}
