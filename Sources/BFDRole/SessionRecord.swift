internal import BFD
internal import LinuxSystem
internal import Logging
internal import NetworkTypes

/// Which sessions are up, on disk: a process that takes the place of one that died goes on with them, and the neighbours notice nothing.
///
/// A line for each: the neighbour, our address or `-`, the kind of path, and then what `BFDSessionMemory` has to say.
struct SessionRecord {
    private let path: String

    init(runtimeDirectory: String) {
        path = runtimeDirectory + "/bfd-sessions"
    }

    private static let sizeLimit = 1 << 22

    /// Nothing where there is no record. A line that doesn't read is passed over.
    func read() -> [BFDSessionDefinition.Path: BFDSessionMemory] {
        guard let bytes = try? Files.read(path, limit: Self.sizeLimit) else { return [:] }
        var memories: [BFDSessionDefinition.Path: BFDSessionMemory] = [:]
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let (path, memory) = Self.entry(String(decoding: line, as: UTF8.self)) else { continue }
            memories[path] = memory
        }
        return memories
    }

    func write(_ memories: [BFDSessionDefinition.Path: BFDSessionMemory], _ logger: Logger) {
        if memories.isEmpty { return Files.remove(path) }
        do throws(SystemError) {
            try Files.replace(path, with: Array(memories.map(Self.line).sorted().joined().utf8), mode: 0o600)
        } catch {
            logger.error("\(error): sessions will not outlive this process")
        }
    }

    static func line(_ path: BFDSessionDefinition.Path, _ memory: BFDSessionMemory) -> String {
        "\(path.neighbour) \(path.source.map { "\($0)" } ?? "-") \(path.isMultihop ? "multihop" : "hop") \(memory.text)\n"
    }

    static func entry(_ line: String) -> (BFDSessionDefinition.Path, BFDSessionMemory)? {
        let words = line.split(separator: " ", maxSplits: 3)
        guard words.count == 4, let neighbour = IPAddress(String(words[0])), ["hop", "multihop"].contains(words[2]),
            let memory = BFDSessionMemory(text: words[3])
        else { return nil }
        let source = IPAddress(String(words[1]))
        guard source != nil || words[1] == "-" else { return nil }
        return (BFDSessionDefinition.Path(neighbour: neighbour, source: source, isMultihop: words[2] == "multihop"), memory)
    }
}
