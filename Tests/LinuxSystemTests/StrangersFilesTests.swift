import Glibc
import Testing

@testable import LinuxSystem

@Suite("Files that somebody else may have put there", .serialized)
final class StrangersFilesTests {
    private let directory: String

    init() throws {
        var template = Array("/tmp/lvsd-files-XXXXXX".utf8CString)
        directory = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    deinit {
        for name in Files.names(in: directory, limit: 100) { _ = unlink("\(directory)/\(name)") }
        Files.removeDirectory(directory)
    }

    private func content(_ path: String) throws -> String { String(decoding: try Files.read(path, limit: 1000), as: UTF8.self) }

    @Test("What can't take its place leaves nothing behind") func leavesNothing() throws {
        let path = "\(directory)/taken"
        try Files.makeDirectory(path)
        defer { Files.removeDirectory(path) }
        #expect(chmod(directory, 0o1777) == 0)
        #expect(throws: SystemError.self) { try Files.replace(path, with: Array("1".utf8)) }
        #expect(!Files.exists(path + ".new"))
    }

    @Test("In a directory that others may write to, a symbolic link is replaced, not followed") func plantedLink() throws {
        let victim = "\(directory)/victim"
        let path = "\(directory)/pid"
        try Files.replace(victim, with: Array("precious".utf8))
        #expect(symlink(victim, path) == 0)
        #expect(chmod(directory, 0o1777) == 0)
        try Files.replace(path, with: Array("1".utf8))
        #expect(try content(victim) == "precious")
        #expect(try content(path) == "1")
    }

    @Test("In a directory of ours, a link leads where it leads, and a longer content leaves nothing behind") func ownLink() throws {
        let target = "\(directory)/target"
        let path = "\(directory)/link"
        try Files.replace(target, with: Array("something long".utf8))
        #expect(symlink(target, path) == 0)
        try Files.replace(path, with: Array("short".utf8))
        #expect(try content(target) == "short")
    }

    @Test("Devices are written to and never removed: `-p /dev/null`") func devices() throws {
        try Files.replace("/dev/null", with: Array("1".utf8))
        Files.remove("/dev/null")
        #expect(FileStatus("/dev/null")?.kind == .other)
    }

    @Test("Strangers can't hold the lock: only its owner can open it") func lock() throws {
        let path = "\(directory)/lock"
        try Files.replace(path, with: [], mode: 0o666)
        #expect(chmod(path, 0o666) == 0)
        guard let held = try Files.lock(path) else {
            Issue.record("nobody else holds it")
            return
        }
        defer { withExtendedLifetime(held.number) {} }
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test("A directory that others may write to is no runtime directory") func directories() throws {
        #expect(PathSecurity.weakness(ofDirectory: directory) == nil)
        #expect(chmod(directory, 0o1777) == 0)
        #expect(PathSecurity.weakness(ofDirectory: directory) == "others may write to it")
        #expect(PathSecurity.weakness(ofDirectory: "/dev/null") == "it is no directory")
        #expect(PathSecurity.weakness(ofDirectory: directory + "/absent") != nil)
        if geteuid() == 0 {
            #expect(chmod(directory, 0o755) == 0)
            #expect(chown(directory, 65534, 65534) == 0)
            #expect(PathSecurity.weakness(ofDirectory: directory) == "it belongs to another user")
        }
    }

    @Test("A FIFO of a stranger in a shared directory isn't ours to write to; its user's and root's are") func fifos() throws {
        let path = "\(directory)/fifo"
        #expect(try Files.makeFIFO(path))
        #expect(!Files.isStrangersFIFO(path, user: nil))
        #expect(chmod(directory, 0o1777) == 0)
        #expect(!Files.isStrangersFIFO(path, user: nil))
        guard geteuid() == 0 else { return }
        #expect(chown(path, 65534, 65534) == 0)
        #expect(Files.isStrangersFIFO(path, user: nil))
        #expect(!Files.isStrangersFIFO(path, user: "65534"))
        #expect(chmod(directory, 0o755) == 0)
        #expect(!Files.isStrangersFIFO(path, user: nil))
    }
}

@Suite("Rights of a process")
struct PrivilegesTests {
    @Test("What is given up is gone, for the process and for what it executes") func givingUp() throws {
        try #require(Privileges.effective.isEmpty == (geteuid() != 0))
        let child = try Children.fork {
            let kept: Set<Capability> = [.administerNetwork]
            let held = Privileges.effective
            Privileges.limitPrograms(to: kept)
            Privileges.keep(kept)
            Privileges.hideMemory()
            guard Privileges.effective == held.intersection(kept) else { return 1 }
            guard Privileges.bounding.isSubset(of: held.isEmpty ? Privileges.bounding : kept) else { return 2 }
            Privileges.keep([])
            return Privileges.effective.isEmpty ? 0 : 3
        }
        #expect(Children.wait(child) == .exited(0))
        #expect(Privileges.effective.isEmpty == (geteuid() != 0))
    }

    @Test("Names are the kernel's") func names() {
        #expect(Capability.administerNetwork.name == "CAP_NET_ADMIN")
        #expect(Set(Capability.allCases.map(\.name)).count == Capability.allCases.count)
        #expect(Capability.allCases.allSatisfy { $0.name.hasPrefix("CAP_") })
    }
}
