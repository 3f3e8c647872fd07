import Foundation
import LinuxSystem
import NetworkTypes
import Testing

@Suite("Interfaces and programs of this machine")
struct MachineTests {
    @Test("the loopback interface has its address")
    func loopback() throws {
        #expect(try NetworkInterfaces.addresses()["lo"] != nil)
    }

    @Test("a program is found by its path and by its name")
    func found() throws {
        #expect(ProgramFile(named: "sh") != nil)
        let shell = try #require(ProgramFile(named: "/bin/sh"))
        #expect(shell.isExecutable)
        #expect(!shell.isWritableByOthers)
        #expect(ProgramFile(named: "/nonexistent/sh") == nil)
        #expect(ProgramFile(named: "no-such-program-\(UInt32.random(in: .min ... .max))") == nil)
        #expect(ProgramFile(named: "") == nil)
        #expect(ProgramFile(named: "/bin") == nil)
    }

    @Test("the modes of the file and of the directories above it count")
    func modes() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lvsd-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "script")
        try Data("#!/bin/sh\n".utf8).write(to: file)
        func look(_ mode: Int, folderMode: Int = 0o755) throws -> ProgramFile {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
            try FileManager.default.setAttributes([.posixPermissions: folderMode], ofItemAtPath: folder.path)
            return try #require(ProgramFile(named: file.path))
        }
        #expect(try !look(0o644).isExecutable)
        #expect(try look(0o755).isExecutable)
        #expect(try look(0o757).isWritableByOthers)
        #expect(try look(0o755, folderMode: 0o777).isWritableByOthers)
        // The folder for temporary files has the sticky bit, and so may one above a script.
        #expect(try !look(0o755, folderMode: 0o1777).isWritableByOthers)
        #expect(try !look(0o755).isWritableByOthers)
    }
}
