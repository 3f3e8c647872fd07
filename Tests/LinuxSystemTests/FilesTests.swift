import LinuxSystem
import Testing

/// A folder that goes away with the test.
struct TemporaryFolder: ~Copyable {
    let path: String

    init(_ name: String) throws {
        path = "/dev/shm/lvsd-tests-\(CurrentProcess.identifier)-\(name)"
        try Files.makeDirectory(path)
    }

    deinit {
        for name in ["a", "lock", "b/c/d", "b/c", "b"] { Files.remove(path + "/" + name) }
        for folder in ["b/c", "b", ""] { Files.removeDirectory(path + "/" + folder) }
    }
}

@Suite("Files")
struct FilesTests {
    @Test("A file is replaced as a whole and read back")
    func replaces() throws {
        let folder = try TemporaryFolder("replaces")
        try Files.replace(folder.path + "/a", with: Array("old, and longer".utf8))
        try Files.replace(folder.path + "/a", with: Array("new".utf8))
        #expect(try Files.read(folder.path + "/a", limit: 100) == Array("new".utf8))
        #expect(!Files.exists(folder.path + "/a.new"))
    }

    @Test("A file beyond the limit is refused, whatever its size says")
    func limits() throws {
        let folder = try TemporaryFolder("limits")
        try Files.replace(folder.path + "/a", with: Array(repeating: 65, count: 101))
        #expect(throws: SystemError.self) { try Files.read(folder.path + "/a", limit: 100) }
        // A file of /proc claims to be empty and isn't.
        #expect(throws: SystemError.self) { try Files.read("/proc/self/status", limit: 10) }
    }

    @Test("a file that doesn't tell its size is read to its end")
    func sizeUnknown() throws {
        let content = try Files.read("/proc/self/smaps", limit: 1 << 26)
        #expect(content.count > 8192)
        let last = content.dropLast().split(separator: UInt8(ascii: "\n")).last
        #expect(content.last == UInt8(ascii: "\n") && last?.starts(with: Array("VmFlags".utf8)) == true)
    }

    @Test("A folder and a missing file are told apart")
    func refusesOtherKinds() {
        #expect(throws: SystemError("read /", code: 21)) { try Files.read("/", limit: 10) }
        #expect(throws: SystemError("open /nonexistent/file", code: SystemError.noEntry)) { try Files.read("/nonexistent/file", limit: 10) }
        #expect(throws: SystemError.self) { try Files.read("/dev/zero", limit: 10) }
    }

    @Test("A lock is held once, and free again when its holder is gone")
    func locks() throws {
        let folder = try TemporaryFolder("locks")
        let path = folder.path + "/lock"
        /// Takes the lock for as long as `body` runs.
        func isFree(_ body: () throws -> Void = {}) throws -> Bool {
            guard let lock = try Files.lock(path) else { return false }
            try body()
            _ = consume lock
            return true
        }
        var second: Bool?
        #expect(try isFree { second = try isFree() })
        #expect(second == false)
        #expect(try isFree())
    }

    @Test("Parents of a folder are made with it")
    func makesParents() throws {
        let folder = try TemporaryFolder("parents")
        try Files.makeDirectory(folder.path + "/b/c")
        try Files.makeDirectory(folder.path + "/b/c")
        #expect(Files.exists(folder.path + "/b/c"))
    }

    @Test("A sealed memory file can be read from its start again and again, and not be written")
    func seals() throws {
        let content = Array("global_defs {\n}\n".utf8)
        let file = try SealedMemoryFile.make(name: "test", content: content)
        #expect(try SealedMemoryFile.read(file, limit: 100) == content)
        #expect(try SealedMemoryFile.read(file, limit: 100) == content)
        #expect(throws: SystemError.self) { try file.writeAll([1]) }
        #expect(throws: SystemError.self) { try SealedMemoryFile.read(file, limit: 3) }
    }

    @Test("A message keeps its bounds and carries a descriptor")
    func passesDescriptors() throws {
        let pair = try FileDescriptor.messagePair()
        let file = try SealedMemoryFile.make(name: "test", content: [1, 2, 3])
        try pair.ours.sendMessage([7], passing: file.number)
        try pair.ours.sendMessage([8, 9])
        let first = try pair.theirs.receiveMessage()
        if var first {
            #expect(first.bytes == [7])
            if let passed = first.takeDescriptor() {
                #expect(try SealedMemoryFile.read(passed, limit: 10) == [1, 2, 3])
            } else {
                Issue.record("no descriptor came along")
            }
        } else {
            Issue.record("no message came")
        }
        #expect(try pair.theirs.receiveMessage()?.bytes == [8, 9])
        #expect(try pair.theirs.receiveMessage()?.bytes == nil)
    }
}
