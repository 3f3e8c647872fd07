/// What conversations need and the cores don't have. Whoever runs them hands it in.
public protocol ConversationTools {
    /// An MD5 that has been fed nothing.
    func makeDigest() -> any MessageDigest
    /// The conversation over TLS: what it sends goes out encrypted, and it gets to see what the server's records hold.
    func secure(_ conversation: any StreamConversation, _ request: TLSRequest) -> any StreamConversation
}

/// What one connection asks of TLS.
public struct TLSRequest: Hashable, Sendable {
    /// The name for the ClientHello; nil: none is sent.
    public var serverName: String?
    /// An end of the connection without a close_notify alert counts as an answer cut short.
    public var requiresCloseNotify: Bool

    public init(serverName: String?, requiresCloseNotify: Bool) {
        self.serverName = serverName
        self.requiresCloseNotify = requiresCloseNotify
    }

    init(_ settings: TLSSettings, _ url: HTTPURL) {
        self.init(
            serverName: settings.sendsServerName ? settings.serverName ?? url.virtualHost.map(Self.withoutPort) : nil,
            requiresCloseNotify: url.requiresCloseNotify)
    }

    /// A Host header may carry a port, a server name may not.
    private static func withoutPort(_ host: String) -> String {
        host.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).count == 2 ? String(host.prefix { $0 != ":" }) : host
    }
}
