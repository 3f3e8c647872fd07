import ConfigurationLanguage
import Testing

@Suite("Texts that are complete in themselves")
struct CompleteTextTests {
    private func text(_ content: String) -> SourceSnapshot { SourceSnapshot(path: "test.conf", bytes: Array(content.utf8)) }

    @Test("nothing in them asks for files, parameters or sequences", arguments: ["", "inclu", "global_defs {\n}\n", "virtual_server 1.2.3.4 80 {\n}", "i in inc"])
    func complete(_ content: String) {
        #expect(text(content).isComplete)
    }

    @Test("whatever might ask for more makes them incomplete, be it in a comment", arguments: ["include a", " includer a", "# include", "$A=1", "${A}", "~SEQ(a, 1)", "iinclude"])
    func incomplete(_ content: String) {
        #expect(!text(content).isComplete)
    }

    @Test("another encoding is nothing for the roles")
    func encodings() {
        #expect(!SourceSnapshot(path: "a", bytes: [0xFF, 0xFE, 0x41, 0]).isComplete)
        #expect(!SourceSnapshot(path: "a", bytes: [0xFE, 0xFF, 0, 0x41]).isComplete)
    }

    @Test("which roles may have work, by the words in the text")
    func mentions() {
        #expect(text("a\nvrrp_instance A {").mentions("vrrp_instance"))
        #expect(!text("vrrp_instanc").mentions("vrrp_instance"))
        #expect(text("virtual_server_group g {\n}").mentions("virtual_server"))
        #expect(!text("").mentions("virtual_server"))
    }
}
