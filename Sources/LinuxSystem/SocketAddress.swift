internal import CLinux
internal import Glibc
internal import NetworkTypes

/// The kernel's form of an address and port (struct sockaddr_in, sockaddr_in6).
struct SocketAddress {
    private var storage = sockaddr_storage()
    private var length: socklen_t

    init(_ endpoint: Endpoint) {
        switch endpoint.address {
        case .v4(let address):
            var raw = sockaddr_in()
            raw.sin_family = sa_family_t(AF_INET)
            raw.sin_port = endpoint.port.bigEndian
            raw.sin_addr.s_addr = address.bits.bigEndian
            length = socklen_t(MemoryLayout<sockaddr_in>.size)
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: raw, as: sockaddr_in.self) }
        case .v6(let address):
            var raw = sockaddr_in6()
            raw.sin6_family = sa_family_t(AF_INET6)
            raw.sin6_port = endpoint.port.bigEndian
            withUnsafeMutableBytes(of: &raw.sin6_addr) { $0.copyBytes(from: address.bytes) }
            length = socklen_t(MemoryLayout<sockaddr_in6>.size)
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: raw, as: sockaddr_in6.self) }
        }
    }

    /// An empty address for the kernel to fill.
    init() {
        length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    }

    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    mutating func withMutablePointer<Result>(_ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Result) -> Result {
        withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &length) }
        }
    }

    /// The address and port, where the family is IPv4 or IPv6.
    var endpoint: Endpoint? {
        switch Int32(storage.ss_family) {
        case AF_INET:
            let raw = withUnsafeBytes(of: storage) { $0.loadUnaligned(as: sockaddr_in.self) }
            return Endpoint(.v4(IPv4Address(bits: UInt32(bigEndian: raw.sin_addr.s_addr))), port: UInt16(bigEndian: raw.sin_port))
        case AF_INET6:
            let raw = withUnsafeBytes(of: storage) { $0.loadUnaligned(as: sockaddr_in6.self) }
            let bytes = withUnsafeBytes(of: raw.sin6_addr) { Array($0) }
            return IPAddress(bytes: bytes).map { Endpoint($0, port: UInt16(bigEndian: raw.sin6_port)) }
        default:
            return nil
        }
    }
}
