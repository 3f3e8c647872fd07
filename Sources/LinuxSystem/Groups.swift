internal import Glibc

/// The group database (group(5) and what else nsswitch.conf names).
public enum Groups {
    /// - Returns: nil where there is no such group.
    public static func number(of name: String) -> UInt32? {
        getgrnam(name)?.pointee.gr_gid
    }

    /// The same from /etc/group alone, which needs no library.
    public static func localNumber(of name: String) -> UInt32? {
        guard let content = try? Files.read("/etc/group", limit: 1 << 20) else { return nil }
        for line in content.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            if fields.count >= 3, fields[0].elementsEqual(name.utf8) { return UInt32(String(decoding: fields[2], as: UTF8.self)) }
        }
        return nil
    }
}
