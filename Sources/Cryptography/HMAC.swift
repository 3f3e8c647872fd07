internal import COpenSSL
public import VRRP

/// Keyed digests from OpenSSL's libcrypto, for AH and `auth_hmac`.
///
/// The library is set up (about half a megabyte) when the first code is computed; a router without keys never does.
public struct OpenSSLAuthenticator: MessageAuthenticator {
    public init() {}

    public func hmacMD5(of bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        code(EVP_md5(), bytes, key)
    }

    public func hmacSHA256(of bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        code(EVP_sha256(), bytes, key)
    }

    /// - Returns: nothing where the library refuses the digest, as it may refuse MD5 by its configuration.
    private func code(_ digest: OpaquePointer?, _ bytes: [UInt8], _ key: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        guard let digest, HMAC(digest, key, Int32(key.count), bytes, bytes.count, &code, &length) != nil else { return [] }
        return Array(code.prefix(Int(length)))
    }
}
