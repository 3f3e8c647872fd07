internal import CNFTables

/// What the packet filter refused.
public struct FirewallError: Error, Hashable, Sendable, CustomStringConvertible {
    public var operation: String
    public var detail: String

    public var description: String { "\(operation): \(detail)" }
}

/// The kernel's packet filter, through libnftables. The library is loaded with the first use.
public enum NFTables {
    /// Carries out commands of nft(8), all or none.
    public static func run(_ commands: String, operation: String) throws(FirewallError) {
        var problem = [CChar](repeating: 0, count: 512)
        if cnftables_run(commands, &problem, problem.count) == 0 { return }
        let text = String(decoding: problem.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        throw FirewallError(operation: operation, detail: text)
    }
}
