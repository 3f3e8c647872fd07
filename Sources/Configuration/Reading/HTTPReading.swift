internal import ConfigurationLanguage
internal import HealthCheck
internal import NetworkTypes

// HTTP_GET and SSL_GET.

extension Reader {
    mutating func endHTTPCheck() {
        let keyword = check.kind == .https ? "SSL_GET" : "HTTP_GET"
        if check.serverName != nil, !check.sendsServerName, !check.verifies {
            report(.notice, .noEffect, "`sni_name` has no effect without `enable_sni`", at: check.place)
        }
        if check.kind == .https, check.verifiedName != nil, !check.verifies {
            report(.notice, .noEffect, "`verify_name` has no effect without `verify`", at: check.place)
        }
        if !check.urls.isEmpty {
            realServer.checks.append(check)
        } else if !check.hasBadURL {
            report(.error, .missingURL, "`\(keyword)` without `url` is left out: the real server is not checked by it", at: check.place)
        }
    }

    /// - Parameter virtualHost: that of the real server or its virtual server.
    func httpProbe(_ check: CheckDraft, _ virtualHost: String?) -> HTTPProbe {
        let urls = check.urls.map { url in
            HTTPURL(
                path: url.path ?? "/", virtualHost: url.virtualHost ?? check.virtualHost ?? virtualHost,
                statusCodes: url.statusCodes.isEmpty ? [200...299] : url.statusCodes, digest: url.digest, pattern: url.pattern,
                method: url.method ?? "GET", headers: url.headers, body: url.body,
                requiresCloseNotify: check.kind == .https && url.requiresCloseNotify ?? check.requiresCloseNotify)
        }
        return HTTPProbe(urls: urls, version: check.version, recoversFast: check.recoversFast)
    }

    mutating func readHTTPVersion(_ statement: Int) {
        switch string(1, in: statement) {
        case "1.0": check.version = .http10
        case "1.0C", "1.0c": check.version = .http10Close
        case "1.1": check.version = .http11
        default: invalidValue(1, in: statement, expected: "1.0, 1.0C or 1.1")
        }
    }

    mutating func beginURL(_ statement: Int) -> Bool {
        url = URLDraft()
        return true
    }

    mutating func endURL(_ statement: Int) {
        url.pattern = bodyPattern(url, at: place(0, in: statement))
        if url.path != nil {
            check.urls.append(url)
            return
        }
        check.hasBadURL = true
        if !url.hasBadPath {
            report(.error, .missingPath, "a `url` without a `path` is left out", at: place(0, in: statement))
        }
    }

    /// Bytes that could end the request line, or begin another header, must not get into it.
    mutating func readPath(_ statement: Int) {
        let path = tree.text(ofWord: 1, in: statement)
        let isClean = path.allSatisfy { $0 > 0x20 && $0 != 0x7F } && path.count <= 2048 && !path.isEmpty
        guard isClean, path.first == UInt8(ascii: "/") || path.elementsEqual([UInt8(ascii: "*")]) else {
            url.hasBadPath = true
            invalidValue(1, in: statement, expected: "a path that begins with `/`, without spaces, at most 2048 bytes")
            return
        }
        url.path = String(decoding: path, as: UTF8.self)
    }

    /// `N` or `A-B`, several on a line or on several lines, 100 to 599.
    mutating func readStatusCodes(_ statement: Int) {
        var codes: [ClosedRange<UInt16>] = []
        for word in 1..<tree.wordCount(of: statement) {
            let text = tree.text(ofWord: word, in: statement)
            let dash = text.firstIndex(of: UInt8(ascii: "-"))
            let low = Decimal.number(dash.map { text[..<$0] } ?? text)
            let high = dash.map { Decimal.number(text[($0 + 1)...]) } ?? low
            guard let low, let high, low >= 100, high <= 599, low <= high else {
                invalidValue(word, in: statement, expected: "numbers and ranges from 100 to 599, such as `200-299 301`")
                return
            }
            codes.append(UInt16(clamping: low)...UInt16(clamping: high))
        }
        url.statusCodes += codes
    }

    mutating func readDigest(_ statement: Int) {
        let text = tree.text(ofWord: 1, in: statement)
        guard text.count == 32, let digest = [UInt8](hexadecimal: text) else {
            invalidValue(1, in: statement, expected: "an MD5 digest of 32 hexadecimal digits")
            return
        }
        url.digest = digest
    }

    /// CONNECT would make a tunnel and end the conversation in HTTP.
    mutating func readMethod(_ statement: Int) {
        let method = tree.text(ofWord: 1, in: statement)
        guard (1...32).contains(method.count), method.allSatisfy(Self.isTokenByte), !isWord(1, in: statement, "CONNECT") else {
            invalidValue(1, in: statement, expected: "a method such as GET, HEAD or POST; CONNECT is none for a check")
            return
        }
        url.method = String(decoding: method, as: UTF8.self)
    }

    mutating func readHeader(_ statement: Int) {
        let line = tree.text(ofWord: 1, in: statement)
        let name = line.prefix { $0 != UInt8(ascii: ":") }
        let isClean = line.count <= 2048 && line.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
        guard isClean, !name.isEmpty, name.count < line.count, name.allSatisfy(Self.isTokenByte) else {
            invalidValue(1, in: statement, expected: "a header such as \"Accept: text/html\", in quotes, at most 2048 bytes")
            return
        }
        // Two answers to the question where the request ends are how requests are smuggled.
        if ["content-length", "transfer-encoding"].contains(String(decoding: name, as: UTF8.self).lowercased()) {
            invalidValue(1, in: statement, expected: "another header: the length of the request follows from `body`")
            return
        }
        if url.headers.count == 64 {
            invalidValue(1, in: statement, expected: "at most 64 headers")
            return
        }
        url.headers.append(String(decoding: line, as: UTF8.self))
    }

    mutating func readBody(_ statement: Int) {
        let body = EscapeSequences.decoded(Array(tree.text(ofWord: 1, in: statement)))
        guard body.count <= 65_536 else {
            invalidValue(1, in: statement, expected: "at most 65536 bytes")
            return
        }
        url.body = body
    }

    /// RFC 9110 section 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: Array("!#$%&'*+-.^_`|~".utf8).contains(byte)
        }
    }
}
