import COpenSSL
import TLSStream

/// The server's side of TLS between two buffers, with a certificate made on the spot.
final class TestServer {
    private let context: OpaquePointer
    private let session: OpaquePointer
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer
    private var hasShakenHands = false

    init?() {
        guard let key = EVP_PKEY_Q_keygen_ec(), let certificate = X509_new(), let context = SSL_CTX_new(TLS_server_method()) else { return nil }
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1)
        X509_gmtime_adj(X509_getm_notBefore(certificate), 0)
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3600)
        X509_set_pubkey(certificate, key)
        X509_sign(certificate, key, EVP_sha256())
        SSL_CTX_use_certificate(context, certificate)
        SSL_CTX_use_PrivateKey(context, key)
        X509_free(certificate)
        EVP_PKEY_free(key)
        guard let session = SSL_new(context), let incoming = BIO_new(BIO_s_mem()), let outgoing = BIO_new(BIO_s_mem()) else { return nil }
        SSL_set_bio(session, incoming, outgoing)
        SSL_set_accept_state(session)
        self.context = context
        self.session = session
        self.incoming = incoming
        self.outgoing = outgoing
    }

    deinit {
        SSL_free(session)
        SSL_CTX_free(context)
    }

    /// Takes records from the client.
    ///
    /// - Returns: what was in them, once the handshake is done.
    func received(_ records: [UInt8]) -> [UInt8] {
        BIO_write(incoming, records, Int32(records.count))
        if !hasShakenHands { hasShakenHands = SSL_do_handshake(session) == 1 }
        guard hasShakenHands else { return [] }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while case let count = SSL_read(session, &buffer, 16_384), count > 0 { text += buffer[..<Int(count)] }
        return text
    }

    func send(_ text: [UInt8]) {
        SSL_write(session, text, Int32(text.count))
    }

    /// Says that no more will come (close_notify).
    func close() {
        SSL_shutdown(session)
    }

    /// The records that wait for the client.
    func takeOutgoing() -> [UInt8] {
        var records = [UInt8](repeating: 0, count: BIO_ctrl_pending(outgoing))
        if records.isEmpty { return [] }
        BIO_read(outgoing, &records, Int32(records.count))
        return records
    }

    /// The name in the client's ClientHello.
    var serverName: String? {
        SSL_get_servername(session, TLSEXT_NAMETYPE_host_name).map { String(cString: $0) }
    }
}

private func EVP_PKEY_Q_keygen_ec() -> OpaquePointer? {
    guard let context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nil) else { return nil }
    defer { EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    EVP_PKEY_keygen_init(context)
    EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1)
    EVP_PKEY_generate(context, &key)
    return key
}
