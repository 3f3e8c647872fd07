internal import CIPSet
internal import Glibc
internal import NetworkTypes

/// What the library, or the kernel, refused.
public struct IPSetError: Error, Hashable, Sendable, CustomStringConvertible {
    public var operation: String
    public var detail: String

    public init(operation: String, detail: String) {
        self.operation = operation
        self.detail = detail
    }

    public var description: String { "ipset \(operation): \(detail)" }
}

/// A way to the kernel's sets, through libipset. The library is loaded with the first connection of a process.
///
/// All commands are repeatable: what is there already, or gone already, is no error. Each is one exchange with the kernel.
public final class IPSetConnection {
    private let session: OpaquePointer
    private static let problemCapacity = 512

    /// Opens a connection to the sets of the network namespace that the process is in.
    public init() throws(IPSetError) {
        var problem = [CChar](repeating: 0, count: Self.problemCapacity)
        guard let session = cipset_open(&problem, problem.count) else {
            throw IPSetError(operation: "open", detail: Self.text(problem))
        }
        self.session = session
    }

    deinit {
        cipset_close(session)
    }

    /// Makes the set unless it is there.
    ///
    /// - Throws: also where a set of this name has another kind or family.
    public func ensure(_ set: IPSetDefinition) throws(IPSetError) {
        try run(["create", set.name, set.kind.rawValue, "family", set.family == .ipv4 ? "inet" : "inet6"])
    }

    public func add(_ members: [IPSetMember], to set: String) throws(IPSetError) {
        for member in members { try run(["add", set, member.text]) }
    }

    public func remove(_ members: [IPSetMember], from set: String) throws(IPSetError) {
        for member in members { try run(["del", set, member.text]) }
    }

    /// Removes all members.
    public func flush(_ set: String) throws(IPSetError) {
        try run(["flush", set])
    }

    /// Removes the set; one that isn't there is no error, one that a rule still names is.
    public func destroy(_ set: String) throws(IPSetError) {
        try run(["destroy", set])
    }

    /// Gives one set the members of the other, at one moment for all packets.
    public func swap(_ first: String, _ second: String) throws(IPSetError) {
        try run(["swap", first, second])
    }

    /// How many members the set has: a question whose cost doesn't grow with them.
    ///
    /// libipset keeps that it shall be terse, for all that is listed later over this connection; commands aren't touched by that.
    public func memberCount(of set: String) throws(IPSetError) -> Int {
        let line = try run(["list", set, "-terse", "-output", "plain"]).split(separator: "\n").first { $0.hasPrefix("Number of entries:") }
        guard let count = line?.split(separator: " ").last.flatMap({ Int($0) }) else {
            throw IPSetError(operation: "list \(set)", detail: "the kernel doesn't tell the number of entries")
        }
        return count
    }

    @discardableResult
    private func run(_ words: [String]) throws(IPSetError) -> String {
        // A word that begins like an option, or an empty one, would be taken for something else.
        guard words.allSatisfy({ !$0.isEmpty && !$0.utf8.contains(0) }), words.dropFirst().first?.utf8.first != UInt8(ascii: "-") else {
            throw IPSetError(operation: words.joined(separator: " "), detail: "not a name")
        }
        var arguments: [UnsafeMutablePointer<CChar>?] = (words + ["-exist"]).map { strdup($0) }
        defer { for argument in arguments { free(argument) } }
        var problem = [CChar](repeating: 0, count: Self.problemCapacity)
        var output = ""
        let status = withUnsafeMutablePointer(to: &output) { output in
            cipset_run(
                session, Int32(arguments.count), &arguments,
                { context, text in
                    guard let context, let text else { return }
                    context.assumingMemoryBound(to: String.self).pointee += String(cString: text)
                }, output, &problem, problem.count)
        }
        if status != 0 { throw IPSetError(operation: words.joined(separator: " "), detail: Self.text(problem)) }
        return output
    }

    private static func text(_ buffer: [CChar]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
