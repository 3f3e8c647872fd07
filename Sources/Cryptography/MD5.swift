internal import COpenSSL
public import HealthCheck

/// The MD5 digest of HTTP_GET's `digest`, from OpenSSL's libcrypto.
///
/// It serves to recognise a page, as keepalived's configurations do; it protects nothing. One conversation owns it, so no two
/// threads ever touch it.
public final class MD5: MessageDigest, @unchecked Sendable {
    private let context: OpaquePointer

    public init() {
        // Allocation fails only when the machine is out of memory, where nothing can go on.
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("out of memory for a digest") }
        self.context = context
        EVP_DigestInit_ex(context, EVP_md5(), nil)
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    public func update(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBytes { _ = EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    }

    public func finish() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        EVP_DigestFinal_ex(context, &digest, &length)
        return Array(digest.prefix(Int(length)))
    }
}
