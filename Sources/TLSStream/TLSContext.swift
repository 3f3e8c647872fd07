internal import COpenSSL
public import HealthCheck
internal import LinuxSystem

/// What TLS connections with the same credentials share (SSL_CTX): made when the first one is, since it costs some 300 KB.
///
/// Certificates are verified only where that is asked for: a check asks whether the server answers, as keepalived does. The system's
/// OpenSSL configuration decides about protocol versions and ciphers.
public final class TLSContext: @unchecked Sendable {
    let context: OpaquePointer

    /// Throws when OpenSSL can't be set up, or when a file of the credentials is of no use.
    public init(_ credentials: TLSRequest.Credentials = TLSRequest.Credentials()) throws(MissingTool) {
        if let problem = copenssl_problem() { throw MissingTool(String(cString: problem)) }
        ERR_clear_error()
        guard let context = SSL_CTX_new(TLS_client_method()) else { throw MissingTool("OpenSSL can't be set up: \(Self.reason)") }
        self.context = context
        // Buffers of idle connections are given back; nobody resumes a session.
        _ = SSL_CTX_ctrl(context, SSL_CTRL_MODE, Int(SSL_MODE_RELEASE_BUFFERS), nil)
        _ = SSL_CTX_ctrl(context, SSL_CTRL_SET_SESS_CACHE_MODE, Int(SSL_SESS_CACHE_OFF), nil)
        SSL_CTX_set_verify(context, credentials.verifies ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nil)
        SSL_CTX_set_quiet_shutdown(context, 1)
        for path in [credentials.files.authorities, credentials.files.certificate, credentials.files.key].compactMap(\.self) {
            // OpenSSL would wait for the writer of a FIFO, and all checks with it.
            if let status = FileStatus(path), status.kind != .regular { throw MissingTool("`\(path)` is not a file") }
        }
        if credentials.verifies { try loadAuthorities(credentials.files.authorities) }
        try loadCertificate(credentials.files)
    }

    deinit {
        SSL_CTX_free(context)
    }

    private func loadAuthorities(_ path: String?) throws(MissingTool) {
        if let path {
            if SSL_CTX_load_verify_file(context, path) != 1 { throw MissingTool("`ca \(path)` can't be used: \(Self.reason)") }
        } else if SSL_CTX_set_default_verify_paths(context) != 1 {
            throw MissingTool("the system's certificates can't be used: \(Self.reason)")
        }
    }

    /// A key without a file of its own stands behind the certificate.
    private func loadCertificate(_ files: TLSFiles) throws(MissingTool) {
        guard let certificate = files.certificate ?? files.key else { return }
        // OpenSSL would ask at the terminal for a password that is missing.
        SSL_CTX_set_default_passwd_cb(context, giveNoPassword)
        if SSL_CTX_use_certificate_chain_file(context, certificate) != 1 {
            throw MissingTool("`certificate \(certificate)` can't be used: \(Self.reason)")
        }
        let key = files.key ?? certificate
        var password = Array((files.password ?? "").utf8)
        password.append(0)
        let loaded = password.withUnsafeMutableBufferPointer { password in
            if files.password != nil {
                SSL_CTX_set_default_passwd_cb(context, givePassword)
                SSL_CTX_set_default_passwd_cb_userdata(context, password.baseAddress)
            }
            defer {
                SSL_CTX_set_default_passwd_cb(context, giveNoPassword)
                SSL_CTX_set_default_passwd_cb_userdata(context, nil)
            }
            return SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1
        }
        if !loaded { throw MissingTool("`key \(key)` can't be used: \(Self.reason)") }
    }

    /// The first thing that went wrong, in OpenSSL's words, which are then forgotten.
    static var reason: String {
        defer { ERR_clear_error() }
        return ERR_reason_error_string(ERR_peek_error()).map { String(cString: $0) } ?? "OpenSSL error \(ERR_peek_error())"
    }
}

private func giveNoPassword(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int32, _ isForWriting: Int32, _ data: UnsafeMutableRawPointer?
) -> Int32 { 0 }

/// - Parameter data: a C string.
private func givePassword(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int32, _ isForWriting: Int32, _ data: UnsafeMutableRawPointer?
) -> Int32 {
    guard let buffer, let password = data?.assumingMemoryBound(to: CChar.self) else { return 0 }
    var length: Int32 = 0
    while length < size, password[Int(length)] != 0 {
        buffer[Int(length)] = password[Int(length)]
        length += 1
    }
    return length
}
