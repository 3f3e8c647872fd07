internal import Glibc
public import NetworkTypes

/// Names of hosts, as far as they can be had without asking the network.
public enum HostNames {
    /// The name of this machine (gethostname(2)).
    public static var own: String {
        var name = [CChar](repeating: 0, count: 257)
        guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The first address of a name in hosts(5). Name servers aren't asked: that could take long, and a loop must not wait.
    ///
    /// - Parameter file: the path of the list.
    public static func address(of name: String, file: String = "/etc/hosts") -> IPAddress? {
        if let address = IPAddress(utf8: name.utf8) { return address }
        let content = (try? Files.read(file, limit: 1 << 20)) ?? []
        for line in content.split(separator: UInt8(ascii: "\n")) {
            let words = line.prefix { $0 != UInt8(ascii: "#") }.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == 0x0D }
            guard words.count > 1, words.dropFirst().contains(where: { $0.elementsEqual(name.utf8) }) else { continue }
            if let address = IPAddress(utf8: words[0]) { return address }
        }
        return name == "localhost" ? .v4(IPv4Address(127, 0, 0, 1)) : nil
    }
}
