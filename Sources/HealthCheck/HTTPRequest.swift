internal import NetworkTypes

/// The request of HTTP_GET and SSL_GET (RFC 9112 section 3).
struct HTTPRequest {
    let bytes: [UInt8]

    /// The lines and their order are keepalived's; only its 1.0C and 1.1 say `Connection: close`. Fields of the configuration replace
    /// those of the same name and follow the others.
    init(_ url: HTTPURL, _ version: HTTPProbe.Version, _ target: Endpoint) {
        var fields = ["User-Agent: KeepAliveClient"]
        if version != .http10 { fields.append("Connection: close") }
        fields.append("Host: \(url.virtualHost ?? target.description)")
        if !url.body.isEmpty || Self.expectsBody.contains(url.method) { fields.append("Content-Length: \(url.body.count)") }
        if !url.headers.isEmpty {
            let replaced = Set(url.headers.map(Self.name))
            fields = fields.filter { !replaced.contains(Self.name($0)) } + url.headers
        }
        // Once for each probe, so without a string for each step.
        var bytes: [UInt8] = []
        bytes.reserveCapacity(fields.reduce(url.method.utf8.count + url.path.utf8.count + url.body.count + 16) { $0 + $1.utf8.count + 2 })
        bytes += url.method.utf8
        bytes.append(UInt8(ascii: " "))
        bytes += url.path.utf8
        bytes += (version == .http11 ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n").utf8
        for field in fields {
            bytes += field.utf8
            bytes += "\r\n".utf8
        }
        bytes += "\r\n".utf8
        bytes += url.body
        self.bytes = bytes
    }

    /// RFC 9110 section 8.6: with these the length is said even where it is 0.
    private static let expectsBody: Set<String> = ["POST", "PUT", "PATCH"]

    private static func name(_ field: String) -> String {
        String(field.prefix { $0 != ":" }).lowercased()
    }
}
