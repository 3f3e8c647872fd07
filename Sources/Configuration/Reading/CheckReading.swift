internal import ConfigurationLanguage
internal import HealthCheck
internal import NetworkTypes

extension Reader {
    mutating func beginCheck(_ kind: CheckDraft.Kind, _ statement: Int) -> Bool {
        check = CheckDraft(kind: kind, place: place(0, in: statement))
        return true
    }

    mutating func endCheck(_ statement: Int) {
        if check.kind == .http, check.urls.isEmpty {
            if check.hasBadURL { return }
            report(.error, .missingURL, "`HTTP_GET` without `url` is left out: the real server is not checked by it", at: check.place)
        } else {
            realServer.checks.append(check)
        }
    }

    /// - Parameters:
    ///   - target: where the real server answers; port 0 where it has none.
    ///   - outer: the timing of the real server.
    func timing(_ check: CheckDraft, _ outer: TimingDraft) -> CheckTiming {
        let timing = check.timing.inheriting(from: outer)
        let delayLoop = timing.delayLoop ?? .seconds(60)
        return CheckTiming(
            connectTimeout: timing.connectTimeout ?? .seconds(5), retries: timing.retries ?? 1,
            delayBeforeRetry: timing.delayBeforeRetry ?? .seconds(check.kind == .http ? 3 : 1), delayLoop: delayLoop,
            warmup: timing.warmup ?? delayLoop)
    }

    mutating func checkDefinition(
        _ check: CheckDraft, _ server: Endpoint, _ outer: TimingDraft, _ virtualHost: String?
    ) -> CheckDefinition? {
        var target = Endpoint(check.connectAddress ?? server.address, port: check.connectPort ?? server.port)
        let probe: Probe
        switch check.kind {
        case .tcp: probe = .tcp
        case .ping:
            probe = .ping
            target.port = 0
        case .http:
            let urls = check.urls.map { url in
                HTTPURL(
                    path: url.path ?? "/", virtualHost: url.virtualHost ?? check.virtualHost ?? virtualHost,
                    statusCodes: url.statusCodes.isEmpty ? [200...299] : url.statusCodes, digest: url.digest)
            }
            probe = .http(HTTPProbe(urls: urls, version: check.version))
        }
        if target.port == 0, check.kind != .ping {
            report(
                .error, .missingPort, "`\(probe.keyword)` has no port to connect to: it is left out", at: check.place,
                hint: "write `connect_port`")
            return nil
        }
        let startsFailed = check.timing.inheriting(from: outer).startsFailed ?? false
        return CheckDefinition(
            probe: probe, target: target, source: source(check, target), timing: timing(check, outer), startsFailed: startsFailed,
            logsAllFailures: check.logsAllFailures ?? configuration.global.logsAllCheckFailures)
    }

    /// A source port alone leaves the address to the kernel.
    private mutating func source(_ check: CheckDraft, _ target: Endpoint) -> Endpoint? {
        if check.bindAddress == nil, check.bindPort == nil { return nil }
        let any: IPAddress = target.address.family == .ipv4 ? .v4(.any) : .v6(.any)
        let address = check.bindAddress ?? any
        guard address.family == target.address.family else {
            report(
                .error, .addressFamilyMismatch, "`bindto` is of another address family than the target of the check: it is left out",
                at: check.place)
            return nil
        }
        return Endpoint(address, port: check.bindPort ?? 0)
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
        let digits = text.compactMap(hexadecimalDigit)
        guard text.count == 32, digits.count == 32 else {
            invalidValue(1, in: statement, expected: "an MD5 digest of 32 hexadecimal digits")
            return
        }
        url.digest = stride(from: 0, to: 32, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}

private func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
