internal import LinuxSystem
internal import NetworkTypes

/// The files and directories that a configuration was read from, as they were then: to see later whether it is still what stands on disk.
struct FileVersions: Hashable {
    struct Entry: Hashable {
        var path: String
        /// Of a file its version, of a directory a number for the names in it; nil where there was nothing.
        var version: [UInt64]?
        var isDirectory = false
    }

    var entries: [Entry] = []

    /// More than a configuration includes, and few enough that looking at all of them takes milliseconds. Changes of those beyond aren't noticed.
    static let most = 1 << 12

    /// A line each: what it is, the version, the path. A path with a line feed in it is left out.
    var text: String {
        entries.filter { !$0.path.utf8.contains(UInt8(ascii: "\n")) }.map { entry in
            let version = entry.version.map { $0.map { "\($0)" }.joined(separator: ",") } ?? "-"
            return "\(entry.isDirectory ? "directory" : "file") \(version) \(entry.path)\n"
        }.joined()
    }

    init() {}

    /// Lines that aren't understood are passed over.
    init(_ text: String) {
        for line in text.parts(at: "\n").prefix(Self.most) {
            guard let entry = Entry(line) else { continue }
            entries.append(entry)
        }
    }

    /// Whether everything is still as it was.
    var isCurrent: Bool {
        entries.allSatisfy { ($0.isDirectory ? Self.version(ofDirectory: $0.path) : FileStatus($0.path)?.version) == $0.version }
    }

    private static let mostNames = 1 << 16

    /// A number for the names in a directory, whatever their order (the hash of each, added up).
    static func version(ofDirectory path: String) -> [UInt64]? {
        version(ofNames: Files.names(in: path, limit: mostNames))
    }

    static func version(ofNames names: [String]) -> [UInt64] {
        let sum = names.reduce(UInt64(0)) { $0 &+ NameHash($1.utf8).value }
        return [UInt64(names.count), sum]
    }
}

extension FileVersions.Entry {
    fileprivate init?(_ line: String) {
        let words = line.parts(at: " ", most: 3)
        guard words.count == 3, words[0] == "file" || words[0] == "directory" else { return nil }
        self.init(path: words[2], version: nil, isDirectory: words[0] == "directory")
        if words[1] == "-" { return }
        let numbers = words[1].parts(at: ",").map { UInt64($0) }
        guard !numbers.contains(nil) else { return nil }
        version = numbers.compactMap(\.self)
    }
}

/// Notes down what is read.
final class FileVersionRecorder {
    private(set) var versions = FileVersions()
    private var seen: Set<String> = []

    /// To be called before a file is read: a change after that is seen later.
    func note(file path: String) {
        guard seen.insert(path).inserted, versions.entries.count < FileVersions.most else { return }
        versions.entries.append(.init(path: path, version: FileStatus(path)?.version))
    }

    func note(directory path: String, names: [String]) {
        guard seen.insert("/" + path).inserted, versions.entries.count < FileVersions.most else { return }
        versions.entries.append(.init(path: path, version: FileVersions.version(ofNames: names), isDirectory: true))
    }
}
