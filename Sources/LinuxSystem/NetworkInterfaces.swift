internal import CLinux
internal import Glibc
public import NetworkTypes

/// The network interfaces of this network namespace, as getifaddrs(3) tells them at one moment.
public enum NetworkInterfaces {
    /// The addresses of each interface; an interface without any is there with an empty set.
    public static func addresses() throws(SystemError) -> [String: Set<IPAddress>] {
        var first: UnsafeMutablePointer<ifaddrs>?
        try call("getifaddrs") { getifaddrs(&first) }
        defer { freeifaddrs(first) }
        var found: [String: Set<IPAddress>] = [:]
        var entry = first
        while let current = entry {
            entry = current.pointee.ifa_next
            guard let name = current.pointee.ifa_name else { continue }
            let address = current.pointee.ifa_addr.flatMap(address)
            found[String(cString: name), default: []].formUnion(address.map { [$0] } ?? [])
        }
        return found
    }

    private static func address(_ raw: UnsafeMutablePointer<sockaddr>) -> IPAddress? {
        // The structure behind the pointer is as long as its family's.
        let size: Int
        switch Int32(raw.pointee.sa_family) {
        case AF_INET: size = MemoryLayout<sockaddr_in>.size
        case AF_INET6: size = MemoryLayout<sockaddr_in6>.size
        default: return nil
        }
        var address = SocketAddress()
        address.withMutablePointer { storage, _ in
            UnsafeMutableRawPointer(storage).copyMemory(from: raw, byteCount: size)
        }
        return address.endpoint?.address
    }
}
