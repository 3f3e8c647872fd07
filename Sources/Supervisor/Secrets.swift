/// What of a configuration's text isn't for everybody who may read a log or ask the daemon.
enum Secrets {
    private static let mask = "********"

    /// A line of the effective configuration without a secret that stands in it.
    static func masked(_ line: some StringProtocol) -> String {
        let words: [Substring] = String(line).split(separator: " ")
        guard let keyword = words.first else { return String(line) }
        func kept(_ count: Int) -> String {
            String(line.prefix { $0 == " " }) + words.prefix(count).joined(separator: " ") + " " + mask
        }
        switch keyword {
        case "auth_pass", "password": return kept(1)
        // `key N HEX` of auth_hmac; `key FILE` of SSL, and a file's name in auth_hmac, stay.
        case "key" where words.count > 2 && !words[2].drop(while: { $0 == "\"" }).hasPrefix("file:"): return kept(2)
        case "header" where words.count > 1: return header(words) ? kept(2) : String(line)
        case "send", "body", "path", "url", "payload": return mentionsSecret(line) ? kept(1) : String(line)
        default: return String(line)
        }
    }

    /// The words behind a keyword of the effective configuration.
    static func masked(_ value: String?, of keyword: String) -> String? {
        guard let value else { return nil }
        let name = keyword.split(separator: " ").last.map(String.init) ?? ""
        let line = name + " " + value
        let masked = masked(line)
        return masked == line ? value : String(masked.dropFirst(name.count + 1))
    }

    /// A line of a configuration file as somebody has typed it, where a keyword may stand behind others, and be misspelt.
    static func maskedSource(_ line: some StringProtocol) -> String {
        var words: [String] = String(line).split(omittingEmptySubsequences: false) { $0 == " " || $0 == "\t" }.map(String.init)
        for (index, word) in words.enumerated() {
            let name = word.lowercased().drop { $0 == "{" }
            let isSecret = name.hasPrefix("auth_pa") || name.hasPrefix("passw")
            let rest = words[(index + 1)...].joined(separator: " ")
            let masked = masked(name + " " + rest)
            guard isSecret || masked != name + " " + rest, !rest.allSatisfy({ $0 == " " }) else { continue }
            words[(index + 1)...] = [isSecret ? mask : String(masked.dropFirst(name.count + 1))]
            return words.joined(separator: " ")
        }
        return String(line)
    }

    // MARK: Headers

    /// Whether a request's header carries what isn't for everybody. Those that don't are known by name: credentials come in many.
    private static func header(_ words: [Substring]) -> Bool {
        let name = words[1].lowercased().drop { $0 == "\"" }.prefix { $0 != ":" }
        return !harmlessHeaders.contains(String(name))
    }

    private static let harmlessHeaders: Set<String> = [
        "host", "user-agent", "accept", "accept-charset", "accept-encoding", "accept-language", "cache-control", "connection", "content-encoding",
        "content-language", "content-length", "content-type", "date", "dnt", "expect", "from", "if-modified-since", "keep-alive", "origin", "pragma",
        "range", "referer", "te", "upgrade", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto", "x-health-check",
        "x-real-ip", "x-request-id",
    ]

    /// Text that is sent to real servers: a login is there for a check that needs it.
    private static func mentionsSecret(_ line: some StringProtocol) -> Bool {
        let text = line.lowercased()
        return ["passw", "secret", "token", "apikey", "api_key", "api-key", "auth ", "auth=", "authorization", "login ", "pass "].contains { text.contains($0) }
    }
}
