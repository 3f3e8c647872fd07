public import NetworkTypes

/// Bounds of what an HTTP probe reads.
public enum HTTPLimits {
    /// Bytes of status line and header section together.
    public static let head = 65_536
    /// Bytes of body: 16 MiB. No part of it is kept, but a probe that reads for ever is no probe.
    public static let body = 16_777_216
}

/// HTTP_GET of one URL.
public struct HTTPConversation: StreamConversation {
    private var answer: HTTPAnswer
    private let request: [UInt8]
    private let url: HTTPURL
    private var digest: (any MessageDigest)?

    /// - Parameters:
    ///   - target: names the server in the Host header where `url` has no virtual host.
    ///   - makeDigest: called once, and only where `url` asks for a digest.
    public init(url: HTTPURL, version: HTTPProbe.Version, target: Endpoint, makeDigest: () -> any MessageDigest) {
        self.url = url
        answer = HTTPAnswer()
        request = []
        digest = url.digest == nil ? nil : makeDigest()
    }

    public mutating func connected() -> StreamAction { .send(request) }

    public mutating func received(_ bytes: Span<UInt8>) -> StreamAction { .wait }

    public mutating func closed() -> StreamAction { .wait }
}

struct HTTPAnswer {}
