public import NetworkTypes

/// Bounds of what an HTTP probe reads.
public enum HTTPLimits {
    /// Bytes of status line and header section together, interim answers included.
    public static let head = 65_536
    /// Bytes of body with its chunk framing: 16 MiB. No part of it is kept, but a page that has no end must fail.
    public static let body = 16_777_216
    /// Bytes of one line between chunks: a size with its extensions, or a trailer field.
    public static let chunkLine = 4_096
}

/// HTTP_GET of one URL: succeeds when the whole answer has come, with a status and, where asked for, a digest and a content as configured.
///
/// keepalived waits for the end of the connection; here the end of the answer is enough, where its framing tells (RFC 9112
/// section 6). As with keepalived, an answer whose body is cut short by the end of the connection is judged by what came.
/// The digest is taken over the body without its chunk framing.
public struct HTTPConversation: StreamConversation {
    private enum State {
        case reading
        case finished(Verdict)
    }

    private var state = State.reading
    private var reader = HTTPAnswerReader()
    private var digest: (any MessageDigest)?
    private var search: (any PatternSearch)?
    private let url: HTTPURL
    private let version: HTTPProbe.Version
    private let target: Endpoint

    /// - Parameters:
    ///   - target: names the server in the Host header where `url` has no virtual host.
    ///   - makeDigest: called once, and only where `url` asks for a digest.
    ///   - search: for the pattern of `url`.
    public init(
        url: HTTPURL, version: HTTPProbe.Version, target: Endpoint, search: (any PatternSearch)? = nil, makeDigest: () -> any MessageDigest
    ) {
        self.url = url
        self.version = version
        self.target = target
        self.search = search
        digest = url.digest == nil ? nil : makeDigest()
        reader.answersHead = url.method == "HEAD"
    }

    public mutating func connected() -> StreamAction {
        switch state {
        case .reading: .send(request)
        case .finished(let verdict): .finished(verdict)
        }
    }

    public mutating func received(_ bytes: Span<UInt8>) -> StreamAction {
        switch state {
        case .finished(let verdict):
            return .finished(verdict)
        case .reading:
            guard let verdict = read(bytes) else { return .wait }
            return finish(verdict)
        }
    }

    public mutating func closed() -> StreamAction {
        switch state {
        case .finished(let verdict): .finished(verdict)
        case .reading: finish(reader.isInBody ? verdictAtEnd() : .failure(.closedEarly))
        }
    }

    private mutating func read(_ bytes: Span<UInt8>) -> Verdict? {
        var offset = 0
        while let piece = reader.next(in: bytes, from: &offset) {
            switch piece {
            case .status(let status):
                guard url.statusCodes.contains(where: { $0.contains(status) }) else { return .failure(.unexpectedStatus(status)) }
            case .body(let range):
                digest?.update(bytes.extracting(range))
                search?.update(bytes.extracting(range))
            case .end:
                return verdictAtEnd()
            case .failure(let reason):
                return .failure(reason)
            }
        }
        return nil
    }

    private mutating func verdictAtEnd() -> Verdict {
        if let expected = url.digest, let seen = digest?.finish(), seen != expected { return .failure(.digestMismatch(seen)) }
        switch search?.finish() {
        case nil: return .success
        case .found: return url.pattern?.mustBeAbsent == true ? .failure(.patternFound) : .success
        case .absent: return url.pattern?.mustBeAbsent == true ? .success : .failure(.patternAbsent)
        case .failed(let why): return .failure(.searchFailed(why))
        }
    }

    private mutating func finish(_ verdict: Verdict) -> StreamAction {
        state = .finished(verdict)
        digest = nil
        search = nil
        return .finished(verdict)
    }

    private var request: [UInt8] { HTTPRequest(url, version, target).bytes }
}
