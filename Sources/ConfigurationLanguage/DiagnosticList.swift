/// Collects messages, but not without bound: hostile input may hold a mistake in every byte.
public struct DiagnosticList: Sendable {
    public private(set) var all: [Diagnostic] = []
    private var errorCount = 0

    public init() {}

    /// Warnings can't crowd out errors: each have room of their own.
    public mutating func append(_ diagnostic: Diagnostic) {
        if diagnostic.severity == .error {
            if errorCount >= Self.maximumCount { return }
            errorCount += 1
        } else if all.count - errorCount >= Self.maximumCount {
            return
        }
        all.append(diagnostic)
    }

    /// Another error would not be kept: looking for a good hint is not worth the time.
    public var isFullOfErrors: Bool { errorCount >= Self.maximumCount }
}
