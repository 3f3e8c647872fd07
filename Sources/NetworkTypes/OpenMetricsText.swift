/// Metrics in the text format of OpenMetrics 1.0, written piece by piece. What comes of it is whole lines; `# EOF` is for whoever puts the
/// pieces together.
public struct OpenMetricsText: Sendable {
    public enum Kind: String, Hashable, Sendable {
        case gauge, counter, histogram, info
    }

    /// One metric family: its samples must stand together.
    public struct Family: Hashable, Sendable {
        /// Without `_total`, and with its unit at the end where it has one.
        public var name: String
        public var kind: Kind
        /// A base unit (`seconds`, `bytes`), in which the name ends; nil where there is none.
        public var unit: String?
        public var help: String

        public init(_ name: String, _ kind: Kind, unit: String? = nil, _ help: String) {
            self.name = name
            self.kind = kind
            self.unit = unit
            self.help = help
        }
    }

    public typealias Label = (name: String, value: String)

    /// In UTF-8.
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public var count: Int { bytes.count }

    /// The lines that begin a family.
    public mutating func begin(_ family: Family) {
        append("# TYPE \(family.name) \(family.kind.rawValue)\n")
        if let unit = family.unit { append("# UNIT \(family.name) \(unit)\n") }
        append("# HELP \(family.name) ")
        append(escaped: family.help)
        append("\n")
    }

    public mutating func sample(_ family: Family, _ labels: [Label] = [], _ value: some FixedWidthInteger) {
        line(family, suffix: family.suffix, labels, String(value))
    }

    public mutating func sample(_ family: Family, _ labels: [Label] = [], _ value: Bool) {
        line(family, suffix: family.suffix, labels, value ? "1" : "0")
    }

    /// In seconds.
    public mutating func sample(_ family: Family, _ labels: [Label] = [], _ value: Duration) {
        line(family, suffix: family.suffix, labels, value.decimalSeconds)
    }

    public mutating func sample(_ family: Family, _ labels: [Label] = [], _ histogram: DurationHistogram) {
        var sum: UInt64 = 0
        for (bound, count) in zip(DurationHistogram.bounds, histogram.counts) {
            sum &+= count
            line(family, suffix: "_bucket", labels + [("le", Duration.microseconds(bound).decimalSeconds)], String(sum))
        }
        line(family, suffix: "_bucket", labels + [("le", "+Inf")], String(histogram.count))
        line(family, suffix: "_count", labels, String(histogram.count))
        line(family, suffix: "_sum", labels, histogram.sum.decimalSeconds)
    }

    /// Takes back what was written since the text had this many bytes.
    public mutating func cut(to count: Int) {
        bytes.removeLast(max(0, bytes.count - count))
    }

    private mutating func line(_ family: Family, suffix: String, _ labels: [Label], _ value: String) {
        append(family.name)
        append(suffix)
        if !labels.isEmpty {
            append("{")
            for (index, label) in labels.enumerated() {
                if index > 0 { append(",") }
                append(label.name)
                append("=\"")
                append(escaped: label.value)
                append("\"")
            }
            append("}")
        }
        append(" ")
        append(value)
        append("\n")
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// The format knows three escapes (OpenMetrics 1.0, section 4.1); other control characters stand as they are, and are replaced here since
    /// no reader expects them.
    private mutating func append(escaped text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): append("\\\\")
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\n"): append("\\n")
            case 0..<0x20, 0x7F: append("?")
            default: bytes.append(byte)
            }
        }
    }
}

extension OpenMetricsText.Family {
    fileprivate var suffix: String {
        switch kind {
        case .counter: "_total"
        case .info: "_info"
        case .gauge, .histogram: ""
        }
    }
}

extension Duration {
    /// With a point, as floating-point numbers of OpenMetrics are written: `0.25`, `10.0`.
    fileprivate var decimalSeconds: String {
        let text = secondsText
        return text.contains(".") ? text : text + ".0"
    }
}
