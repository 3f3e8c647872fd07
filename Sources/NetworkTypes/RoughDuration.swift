extension Duration {
    /// For people who want to know about how long: `2.1 s`, `75 s`, `12 min`, `5 h`, `12 d`. What is negative counts as nothing.
    public var roughText: String {
        let tenths = max(0, wholeNanoseconds) / 100_000_000
        switch tenths {
        case ..<100: return "\(tenths / 10).\(tenths % 10) s"
        case ..<1200: return "\(tenths / 10) s"
        case ..<72_000: return "\(tenths / 600) min"
        case ..<1_728_000: return "\(tenths / 36_000) h"
        default: return "\(tenths / 864_000) d"
        }
    }
}
