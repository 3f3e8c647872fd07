import Testing

@testable import LinuxSystem

@Suite("The status of a process")
struct ProcessStatusTests {
    @Test("gives its name, whatever is in it, and none for one that has ended", arguments: [
        ("4711 (worker) S 1 4711", "worker"), ("1 (a) b (c) R 0", "a) b (c"), ("2 () S 0", ""), ("3 (worker) Z 1", nil), ("3 (worker) X 1", nil),
        ("4 (worker", nil), ("4 (worker)", nil), ("4 )worker( S", nil), ("", nil),
    ])
    func name(status: String, name: String?) {
        #expect(ProcessTable.name(inStatus: Array(status.utf8)) == name)
    }
}
