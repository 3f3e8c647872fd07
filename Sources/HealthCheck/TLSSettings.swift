/// What SSL_GET says about TLS.
public struct TLSSettings: Hashable, Sendable {
    /// `enable_sni`: the ClientHello names the server (RFC 6066 section 3).
    public var sendsServerName: Bool
    /// `sni_name`: the name it says; where nil, the virtual host of the URL.
    public var serverName: String?
    /// `verify`: the server must have a certificate that an authority has signed for its name. keepalived never asks for that.
    public var verifies: Bool
    /// `verify_name`: whose certificate it must be, a host name or an address; where nil, `sni_name`, else the virtual host of the URL, else
    /// the address of the target.
    public var verifiedName: String?
    public var files: TLSFiles

    public init(
        sendsServerName: Bool = false, serverName: String? = nil, verifies: Bool = false, verifiedName: String? = nil, files: TLSFiles = TLSFiles()
    ) {
        self.sendsServerName = sendsServerName
        self.serverName = serverName
        self.verifies = verifies
        self.verifiedName = verifiedName
        self.files = files
    }
}

/// The files that TLS works with: those of the root block `SSL`, or a checker's own.
public struct TLSFiles: Hashable, Sendable {
    /// `ca`: the certificates of the authorities that are believed, in PEM; where nil, the system's.
    public var authorities: String?
    /// `certificate`: our own certificate, with those between it and its authority, in PEM.
    public var certificate: String?
    /// `key`: the private key to it; where nil, it stands in the same file.
    public var key: String?
    /// `password`: the one that the key is encrypted with.
    public var password: String?

    public init(authorities: String? = nil, certificate: String? = nil, key: String? = nil, password: String? = nil) {
        self.authorities = authorities
        self.certificate = certificate
        self.key = key
        self.password = password
    }

    /// Where this says nothing, the other one counts.
    public func inheriting(from outer: TLSFiles) -> TLSFiles {
        // A key belongs to its certificate: they come from one place.
        let pair = certificate != nil || key != nil ? self : outer
        return TLSFiles(
            authorities: authorities ?? outer.authorities, certificate: pair.certificate, key: pair.key, password: password ?? pair.password)
    }
}
