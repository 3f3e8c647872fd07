internal import LinuxSystem
internal import NetworkTypes

/// Numbers and times as a person reads them.
enum Words {
    /// How long ago something was: `3m12s`.
    ///
    /// - Parameter seconds: since 1970.
    static func age(_ seconds: Double?, now: Double) -> String? {
        seconds.map { span(now - $0) }
    }

    /// The two greatest units: `12s`, `3m12s`, `5h3m`, `2d4h`.
    static func span(_ seconds: Double) -> String {
        let whole = Int(clamping: Int64(min(max(seconds, 0), 1e12)))
        switch whole {
        case ..<60: return "\(whole)s"
        case ..<3600: return "\(whole / 60)m\(whole % 60)s"
        case ..<86400: return "\(whole / 3600)h\(whole % 3600 / 60)m"
        default: return "\(whole / 86400)d\(whole % 86400 / 3600)h"
        }
    }

    /// A short time: `0.8 ms`.
    static func latency(_ seconds: Double?) -> String? {
        guard let seconds else { return nil }
        return seconds < 1 ? rounded(seconds * 1000, 1) + " ms" : rounded(seconds, 2) + " s"
    }

    /// A large number in three digits: `1.2k`.
    static func rate(_ value: Double?) -> String? {
        guard let value else { return nil }
        for (limit, unit) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] where value >= limit { return rounded(value / limit, 1) + unit }
        return value == value.rounded() ? rounded(value, 0) : rounded(value, 1)
    }

    private static func rounded(_ value: Double, _ digits: Int) -> String {
        let scale = [1.0, 10, 100][min(max(digits, 0), 2)]
        let scaled = Int64(min(max(value * scale, -9e15), 9e15).rounded())
        guard digits > 0 else { return "\(scaled)" }
        let (whole, rest) = (scaled.magnitude / UInt64(scale), scaled.magnitude % UInt64(scale))
        let padding = String(repeating: "0", count: digits - String(rest).count)
        return (scaled < 0 ? "-" : "") + "\(whole).\(padding)\(rest)"
    }

    static func text(_ value: JSONValue?) -> String? {
        switch value {
        case nil, .null?: nil
        case .string(let text)?: text
        case .boolean(let value)?: value ? "yes" : "no"
        case let other?: other.line
        }
    }

    /// Seconds since 1970.
    static var now: Double {
        let (seconds, attoseconds) = SystemClock.sinceEpoch().components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}

extension Words {
    /// The strings of a list; of objects, the members of these names.
    static func list(_ values: JSONValue?, _ members: String...) -> String? {
        let words = (values?.elements ?? []).map { value in
            members.isEmpty ? text(value) ?? "" : members.compactMap { text(value[$0]) }.joined(separator: " ")
        }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }
}
