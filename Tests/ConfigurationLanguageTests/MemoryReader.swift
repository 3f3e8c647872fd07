import ConfigurationLanguage

/// Files in memory, as a disk without surprises.
struct MemoryReader: SourceReader {
    var files: [String: [UInt8]]
    var failures: [String: SourceFailure]
    var variables: [String: String]

    init(_ files: [String: String], failures: [String: SourceFailure] = [:], environment: [String: String] = [:]) {
        self.files = files.mapValues { Array($0.utf8) }
        self.failures = failures
        variables = environment
    }

    func read(_ path: String, limit: Int) throws(SourceFailure) -> SourceFile {
        if let failure = failures[path] { throw failure }
        guard let bytes = files[path] else { throw .missing }
        guard bytes.count <= limit else { throw .tooLarge }
        return SourceFile(bytes: bytes, identity: path.utf8.map { UInt64($0) })
    }

    func names(in directory: String) -> [String] {
        let prefix = directory == "." ? "" : directory
        let names = (Array(files.keys) + Array(failures.keys)).filter { $0.hasPrefix(prefix) }
            .compactMap { $0.dropFirst(prefix.count).split(separator: "/").first.map(String.init) }
        return Array(Set(names))
    }

    func exists(_ path: String) -> Bool {
        files[path] != nil || failures[path] != nil
    }

    func environment(_ name: String) -> String? {
        variables[name]
    }
}
