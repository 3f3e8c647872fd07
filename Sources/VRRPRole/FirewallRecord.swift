internal import Firewall
internal import LinuxSystem

/// What of the firewall is ours, on disk, so that the next start removes it after a crash. It lives in the runtime directory, and so
/// goes with the rules at a reboot.
struct FirewallRecord: Hashable {
    /// Tables of nftables.
    var tables: Set<String> = []
    var rules: Set<IPTablesRule> = []
    /// Sets of ipset(8).
    var sets: Set<String> = []

    var isEmpty: Bool { tables.isEmpty && rules.isEmpty && sets.isEmpty }

    func union(_ other: FirewallRecord) -> FirewallRecord {
        FirewallRecord(tables: tables.union(other.tables), rules: rules.union(other.rules), sets: sets.union(other.sets))
    }

    // MARK: - Text

    var text: String {
        (tables.sorted().map { "nftables \($0)" } + rules.map(\.line).sorted().map { "rule \($0)" } + sets.sorted().map { "set \($0)" })
            .map { $0 + "\n" }.joined()
    }

    /// A line that doesn't read is passed over.
    init(text: String) {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard words.count == 2 else { continue }
            switch words[0] {
            case "nftables": tables.insert(words[1])
            case "rule": if let rule = IPTablesRule(line: words[1]) { rules.insert(rule) }
            case "set": sets.insert(words[1])
            default: break
            }
        }
    }

    init(tables: Set<String> = [], rules: Set<IPTablesRule> = [], sets: Set<String> = []) {
        self.tables = tables
        self.rules = rules
        self.sets = sets
    }

    // MARK: - Disk

    private static let sizeLimit = 1 << 22

    static func read(_ path: String) -> FirewallRecord {
        guard let bytes = try? Files.read(path, limit: sizeLimit) else { return FirewallRecord() }
        return FirewallRecord(text: String(decoding: bytes, as: UTF8.self))
    }

    func write(_ path: String) throws(SystemError) {
        if isEmpty { Files.remove(path) } else { try Files.replace(path, with: Array(text.utf8), mode: 0o600) }
    }
}
