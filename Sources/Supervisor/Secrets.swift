/// What of a configuration's text isn't for everybody who may read a log or ask the daemon.
enum Secrets {
    /// A line of the effective configuration without a password that stands in it.
    static func masked(_ line: some StringProtocol) -> String {
        let words = line.split(separator: " ")
        let kept: Int
        switch words.first {
        case "auth_pass", "password": kept = 1
        // `key N HEX` of auth_hmac; `key FILE` of SSL stays.
        case "key" where words.count > 2: kept = 2
        default: return String(line)
        }
        return String(line.prefix { $0 == " " }) + words.prefix(kept).joined(separator: " ") + " ********"
    }

    /// The words behind a keyword of the effective configuration.
    static func masked(_ value: String?, of keyword: String) -> String? {
        guard let value else { return nil }
        let name = keyword.split(separator: " ").last ?? ""
        let line = name + " " + value
        let masked = masked(line)
        return masked == line ? value : "********"
    }
}
