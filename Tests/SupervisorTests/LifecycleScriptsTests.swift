import Testing

@testable import Supervisor

@Suite("Whether a configuration mentions a script")
struct LifecycleScriptsTests {
    @Test("a word is found wherever it stands, and no part of one", arguments: [
        ("", false), ("startup_script", true), ("xstartup_script /bin/x", true), ("startup_scrip", false), ("sstarstartup_script", true), ("startup_scripstartup_script", true),
    ])
    func contains(text: String, isThere: Bool) {
        #expect(LifecycleScripts.contains(Array(text.utf8), Array("startup_script".utf8)) == isThere)
    }
}
