import Testing

@testable import Supervisor

@Suite("What is said about the configuration of a reload")
struct ReloadFindingsTests {
    @Test("is read for the first who waits, and told to all, those who come later too")
    func once() {
        let findings = ReloadFindings(7)
        var told: [String] = []
        func reader(_ name: String) -> ([UInt8]) -> Void { { told.append("\(name) \($0)") } }
        #expect(findings.whenKnown(reader("a")))
        #expect(!findings.whenKnown(reader("b")))
        #expect(told.isEmpty)
        findings.areKnown([1])
        #expect(!findings.whenKnown(reader("c")))
        #expect(told == ["a [1]", "b [1]", "c [1]"])
    }
}
