import COpenSSL
import TLSStream

/// The server's side of TLS between two buffers, with a certificate made on the spot.
final class TestServer {
    private let context: OpaquePointer
    private let session: OpaquePointer
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer
    private var hasShakenHands = false
    private let key: OpaquePointer
    private let certificate: OpaquePointer

    /// - Parameters:
    ///   - commonName: whom the certificate names; it has signed itself.
    ///   - address: an IP address that it is for too.
    ///   - asksForCertificate: the client must have a certificate, whoever has signed it.
    init?(commonName: String? = nil, address: String? = nil, asksForCertificate: Bool = false) {
        guard let key = EVP_PKEY_Q_keygen_ec(), let certificate = X509_new(), let context = SSL_CTX_new(TLS_server_method()) else { return nil }
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1)
        X509_gmtime_adj(X509_getm_notBefore(certificate), 0)
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3600)
        X509_set_pubkey(certificate, key)
        if let commonName {
            let name = X509_get_subject_name(certificate)
            X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC_VALUE, commonName, -1, -1, 0)
            X509_set_issuer_name(certificate, name)
        }
        if let address {
            let text = "IP:\(address)" + (commonName.map { ",DNS:\($0)" } ?? "")
            guard let names = X509V3_EXT_conf_nid(nil, nil, NID_subject_alt_name, text) else { return nil }
            X509_add_ext(certificate, names, -1)
            X509_EXTENSION_free(names)
        }
        X509_set_version(certificate, 2)
        X509_sign(certificate, key, EVP_sha256())
        SSL_CTX_use_certificate(context, certificate)
        SSL_CTX_use_PrivateKey(context, key)
        if asksForCertificate { SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, { _, _ in 1 }) }
        guard let session = SSL_new(context), let incoming = BIO_new(BIO_s_mem()), let outgoing = BIO_new(BIO_s_mem()) else { return nil }
        SSL_set_bio(session, incoming, outgoing)
        SSL_set_accept_state(session)
        self.key = key
        self.certificate = certificate
        self.context = context
        self.session = session
        self.incoming = incoming
        self.outgoing = outgoing
    }

    deinit {
        SSL_free(session)
        SSL_CTX_free(context)
        X509_free(certificate)
        EVP_PKEY_free(key)
    }

    /// The certificate in PEM.
    var certificateText: [UInt8]? { text { PEM_write_bio_X509($0, certificate) } }

    /// The private key in PEM.
    func keyText(password: String?) -> [UInt8]? {
        guard let password else { return text { PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) } }
        return text { output in
            password.withCString { PEM_write_bio_PKCS8PrivateKey(output, key, EVP_aes_128_cbc(), $0, Int32(password.utf8.count), nil, nil) }
        }
    }

    private func text(_ write: (OpaquePointer) -> Int32) -> [UInt8]? {
        guard let output = BIO_new(BIO_s_mem()) else { return nil }
        defer { BIO_free(output) }
        guard write(output) == 1 else { return nil }
        var text = [UInt8](repeating: 0, count: BIO_ctrl_pending(output))
        BIO_read(output, &text, Int32(text.count))
        return text
    }

    /// Whom the client's certificate names.
    var clientName: String? {
        guard let certificate = SSL_get1_peer_certificate(session) else { return nil }
        defer { X509_free(certificate) }
        var name = [CChar](repeating: 0, count: 256)
        X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, &name, 256)
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
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

/// MBSTRING_ASC of openssl/asn1.h: MBSTRING_FLAG | 1.
private let MBSTRING_ASC_VALUE: Int32 = 0x1001

private func EVP_PKEY_Q_keygen_ec() -> OpaquePointer? {
    guard let context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nil) else { return nil }
    defer { EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    EVP_PKEY_keygen_init(context)
    EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1)
    EVP_PKEY_generate(context, &key)
    return key
}
