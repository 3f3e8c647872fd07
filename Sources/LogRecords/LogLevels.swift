/// Which lines are written: from one level on everywhere, and in some areas all.
public struct LogLevels: Hashable, Sendable {
    /// The least severity that is written in every area.
    public var base: LogSeverity
    /// The areas of which everything is written.
    public var detailed: Set<LogArea>

    public init(base: LogSeverity = .info, detailed: Set<LogArea> = []) {
        self.base = base
        self.detailed = detailed
    }

    /// The least severity that is written in an area.
    public func threshold(in area: LogArea) -> LogSeverity {
        detailed.contains(area) ? .trace : base
    }
}

/// As text: the base, then the areas, with blanks between.
extension LogLevels: CustomStringConvertible {
    public var description: String {
        ([base.name] + detailed.map(\.rawValue).sorted()).joined(separator: " ")
    }

    /// Words that are no level and no area are passed over: they may come from a newer program.
    public init?(_ text: some StringProtocol) {
        let words = String(text).split(separator: " ").map(String.init)
        guard let base = words.first.flatMap(LogSeverity.init(named:)) else { return nil }
        self.init(base: base, detailed: Set(words.dropFirst().compactMap(LogArea.init(rawValue:))))
    }
}
