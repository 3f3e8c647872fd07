internal import COpenSSL

/// What all TLS connections of a process share (SSL_CTX): made when the first one is, since it costs some 300 KB.
///
/// Certificates are not verified: a check asks whether the server answers, as keepalived does. The system's OpenSSL
/// configuration decides about protocol versions and ciphers.
public final class TLSContext: @unchecked Sendable {
    let context: OpaquePointer

    /// nil when OpenSSL can't be set up: there is no memory, or its configuration file is broken.
    public init?() {
        guard let context = SSL_CTX_new(TLS_client_method()) else {
            ERR_clear_error()
            return nil
        }
        self.context = context
        // Buffers of idle connections are given back; nobody resumes a session.
        _ = SSL_CTX_ctrl(context, SSL_CTRL_MODE, Int(SSL_MODE_RELEASE_BUFFERS), nil)
        _ = SSL_CTX_ctrl(context, SSL_CTRL_SET_SESS_CACHE_MODE, Int(SSL_SESS_CACHE_OFF), nil)
        SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nil)
        SSL_CTX_set_quiet_shutdown(context, 1)
    }

    deinit {
        SSL_CTX_free(context)
    }
}
