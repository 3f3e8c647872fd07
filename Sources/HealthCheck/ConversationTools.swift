internal import NetworkTypes

/// What conversations need and the cores don't have. Whoever runs them hands it in.
public protocol ConversationTools {
    /// An MD5 that has been fed nothing.
    func makeDigest() -> any MessageDigest
    /// A search that has been fed nothing.
    func makeSearch(for pattern: BodyPattern) throws(MissingTool) -> any PatternSearch
    /// The conversation over TLS: what it sends goes out encrypted, and it gets to see what the server's records hold.
    func secure(_ conversation: any StreamConversation, _ request: TLSRequest) throws(MissingTool) -> any StreamConversation
}

/// Something on this machine keeps a check from being made: a file of TLS can't be read, a regular expression has no meaning. It says
/// nothing about the real server.
public struct MissingTool: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) {
        self.description = description
    }
}

/// What one connection asks of TLS.
public struct TLSRequest: Hashable, Sendable {
    /// What many connections share.
    public struct Credentials: Hashable, Sendable {
        public var files: TLSFiles
        /// The server's certificate is verified.
        public var verifies: Bool

        public init(files: TLSFiles = TLSFiles(), verifies: Bool = false) {
            self.files = files
            self.verifies = verifies
        }
    }

    /// The name for the ClientHello; nil: none is sent.
    public var serverName: String?
    /// An end of the connection without a close_notify alert counts as an answer cut short.
    public var requiresCloseNotify: Bool
    /// The host name or address that the server's certificate must be for, where it is verified.
    public var verifiedName: String?
    public var credentials: Credentials

    public init(serverName: String?, requiresCloseNotify: Bool, verifiedName: String? = nil, credentials: Credentials = Credentials()) {
        self.serverName = serverName
        self.requiresCloseNotify = requiresCloseNotify
        self.verifiedName = verifiedName
        self.credentials = credentials
    }

    init(_ settings: TLSSettings, _ url: HTTPURL, target: IPAddress) {
        let name = settings.serverName ?? url.virtualHost.map(Self.withoutPort)
        self.init(
            serverName: settings.sendsServerName ? name : nil, requiresCloseNotify: url.requiresCloseNotify,
            verifiedName: settings.verifies ? settings.verifiedName ?? name ?? target.description : nil,
            credentials: Credentials(files: settings.files, verifies: settings.verifies))
    }

    /// A Host header may carry a port, a server name may not.
    private static func withoutPort(_ host: String) -> String {
        host.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).count == 2 ? String(host.prefix { $0 != ":" }) : host
    }
}
