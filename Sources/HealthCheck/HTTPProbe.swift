/// The part of HTTP_GET or SSL_GET that all its URLs share.
public struct HTTPProbe: Hashable, Sendable {
    /// `http_protocol`.
    public enum Version: String, Hashable, Sendable {
        case http10 = "1.0"
        /// HTTP/1.0 with `Connection: close`.
        case http10Close = "1.0C"
        case http11 = "1.1"
    }

    /// At least one. One URL is asked per `delay_loop`, in turn.
    public var urls: [HTTPURL]
    public var version: Version
    /// How the connection is secured, in SSL_GET; nil in HTTP_GET.
    public var tls: TLSSettings?

    /// `fast_recovery`: while the real server is down, one URL that answers is followed by the next at once.
    public var recoversFast: Bool

    public init(urls: [HTTPURL], version: Version = .http10, tls: TLSSettings? = nil, recoversFast: Bool = false) {
        self.recoversFast = recoversFast
        self.urls = urls
        self.version = version
        self.tls = tls
    }
}

/// One `url` block of HTTP_GET or SSL_GET.
public struct HTTPURL: Hashable, Sendable {
    /// Begins with `/`, or is `*`.
    public var path: String
    /// The Host header; where nil, the target's address and port.
    public var virtualHost: String?
    /// The status codes that count as healthy, 100 to 599; 200 to 299 where the configuration says none.
    public var statusCodes: [ClosedRange<UInt16>]
    /// The MD5 digest of the body, 16 bytes, if one is asked for.
    public var digest: [UInt8]?
    /// `regex` and what belongs to it: what the body must, or must not, contain.
    public var pattern: BodyPattern?
    /// `method`: a token of RFC 9110 section 9.1.
    public var method: String
    /// `header`: lines `Name: value` of the request. One that names a field that every request has replaces it.
    public var headers: [String]
    /// `body`: what the request carries.
    public var body: [UInt8]
    /// `tls_compliant`: a server that ends the connection without a close_notify alert has cut its answer short (RFC 8446
    /// section 6.1). Many do, so that it is forgiven otherwise.
    public var requiresCloseNotify: Bool

    public init(
        path: String, virtualHost: String? = nil, statusCodes: [ClosedRange<UInt16>] = [200...299], digest: [UInt8]? = nil,
        pattern: BodyPattern? = nil, method: String = "GET", headers: [String] = [], body: [UInt8] = [], requiresCloseNotify: Bool = false
    ) {
        self.path = path
        self.virtualHost = virtualHost
        self.statusCodes = statusCodes
        self.digest = digest
        self.pattern = pattern
        self.method = method
        self.headers = headers
        self.body = body
        self.requiresCloseNotify = requiresCloseNotify
    }
}
