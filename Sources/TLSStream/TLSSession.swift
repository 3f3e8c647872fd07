internal import COpenSSL
internal import NetworkTypes

/// One TLS connection between two buffers: records go in and out as bytes, no socket is touched (SSL with memory BIOs).
final class TLSSession {
    private let session: OpaquePointer
    /// Records from the server that OpenSSL has not read yet. Owned by the session.
    private let incoming: OpaquePointer
    /// Records for the server. Owned by the session.
    private let outgoing: OpaquePointer

    /// How a step ended.
    enum Progress {
        case done(count: Int)
        /// More records from the server are needed first.
        case needsRecords
        /// The server has said that it sends no more (close_notify).
        case ended
        case failed(String)
    }

    /// - Parameters:
    ///   - serverName: for the ClientHello; an IP address is left out, since RFC 6066 section 3 forbids it.
    ///   - verifiedName: the host name or address that the server's certificate must be for; nil: any.
    init?(_ context: TLSContext, serverName: String?, verifiedName: String?) {
        guard let session = SSL_new(context.context) else { return nil }
        guard let incoming = BIO_new(BIO_s_mem()), let outgoing = BIO_new(BIO_s_mem()) else {
            SSL_free(session)
            return nil
        }
        SSL_set_bio(session, incoming, outgoing)
        SSL_set_connect_state(session)
        if let serverName, IPAddress(serverName) == nil {
            serverName.withCString { name in
                _ = SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_HOSTNAME, Int(TLSEXT_NAMETYPE_host_name), UnsafeMutableRawPointer(mutating: name))
            }
        }
        if let verifiedName {
            // A name that OpenSSL can't take matches no certificate.
            let taken =
                IPAddress(verifiedName) == nil
                ? SSL_set1_host(session, verifiedName) : X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), verifiedName)
            guard taken == 1 else {
                SSL_free(session)
                return nil
            }
        }
        self.session = session
        self.incoming = incoming
        self.outgoing = outgoing
    }

    deinit {
        SSL_free(session)
    }

    /// Takes bytes of records from the server. They wait here until the next step.
    func feed(_ records: Span<UInt8>) {
        records.withUnsafeBytes { _ = BIO_write(incoming, $0.baseAddress, Int32(clamping: $0.count)) }
    }

    func handshake() -> Progress {
        ERR_clear_error()
        return progress(SSL_do_handshake(session))
    }

    /// Encrypts bytes for the server, all or none.
    func write(_ bytes: [UInt8]) -> Progress {
        if bytes.isEmpty { return .done(count: 0) }
        ERR_clear_error()
        return progress(bytes.withUnsafeBytes { SSL_write(session, $0.baseAddress, Int32(clamping: $0.count)) })
    }

    /// Decrypts what is there into the start of `buffer`.
    func read(into buffer: inout [UInt8]) -> Progress {
        ERR_clear_error()
        return progress(buffer.withUnsafeMutableBytes { SSL_read(session, $0.baseAddress, Int32(clamping: $0.count)) })
    }

    /// The records that the steps so far have left for the server.
    func takeOutgoing() -> [UInt8] {
        let count = BIO_ctrl_pending(outgoing)
        if count == 0 { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, length in
            length = max(0, Int(BIO_read(outgoing, buffer.baseAddress, Int32(clamping: count))))
        }
    }

    private func progress(_ result: Int32) -> Progress {
        if result > 0 { return .done(count: Int(result)) }
        switch SSL_get_error(session, result) {
        case SSL_ERROR_WANT_READ: return .needsRecords
        case SSL_ERROR_ZERO_RETURN: return .ended
        case let code:
            let reason = ERR_reason_error_string(ERR_peek_last_error()).map { String(cString: $0) } ?? "OpenSSL error \(code)"
            ERR_clear_error()
            return .failed(reason + distrust)
        }
    }

    /// Why the server's certificate is not believed, where that is so.
    private var distrust: String {
        let result = SSL_get_verify_result(session)
        // With no mode of verification the result means nothing.
        if result == Int(X509_V_OK) || SSL_get_verify_mode(session) == SSL_VERIFY_NONE { return "" }
        return ": " + String(cString: X509_verify_cert_error_string(result))
    }
}
