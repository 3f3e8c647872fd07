import Glibc
import LinuxSystem
import NetworkTypes
import Testing

@Suite("Names of the routing, and sizes of sockets' buffers")
final class RoutingNamesTests {
    private var directories: [String] = []

    deinit {
        for directory in directories {
            Files.remove(directory + "/rt_tables")
            Files.removeDirectory(directory)
        }
    }

    private func directory(_ file: String, _ content: String) throws -> String {
        var template = Array("/tmp/lvsd-names-XXXXXX".utf8CString)
        let directory = try #require(mkdtemp(&template).map { String(cString: $0) })
        directories.append(directory)
        try Files.replace(directory + "/" + file, with: Array(content.utf8))
        return directory
    }

    @Test("the administrator's names come before those of the distribution")
    func order() throws {
        let administrator = try directory("rt_tables", "100 ours # a comment\n0x65\tother\n")
        let distribution = try directory("rt_tables", "200 ours\n201 theirs\n")
        let names = RoutingNames(administrator: administrator, distribution: distribution)
        #expect(names.table("ours") == 100)
        #expect(names.table("other") == 101)
        #expect(names.table("theirs") == 201)
        #expect(names.table("nobody's") == nil)
        #expect(names.linkGroup("ours") == nil)
        #expect(RoutingNames(administrator: "/nowhere", distribution: distribution).table("ours") == 200)
    }

    @Test("a buffer gets the size that is asked for, as far as the machine allows")
    func buffers() throws {
        let socket = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(socket) }
        func size() -> Int {
            var value: Int32 = 0
            var length = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(socket, SOL_SOCKET, SO_RCVBUF, &value, &length)
            return Int(value)
        }
        let before = size()
        ReceiveBufferSize().apply(to: socket)
        #expect(size() == before)
        ReceiveBufferSize(bytes: 20_000).apply(to: socket)
        #expect(size() == 40_000)
        // Without the right to exceed the limit, the limit is what one gets.
        ReceiveBufferSize(bytes: 30_000, exceedsLimit: true).apply(to: socket)
        #expect(size() == 60_000)
    }
}
