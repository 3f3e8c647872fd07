import Configuration
import NetworkTypes
import Testing

@Suite("What runs before and after everything else")
struct LifecycleScriptTests {
    private func global(_ lines: String) -> GlobalDefinitions { read("global_defs {\n\(lines)\n}\n").configuration.global }

    @Test("a script has a time limit, which may stand before or behind it, and a user")
    func scripts() {
        let both = global("shutdown_script_timeout 3\nstartup_script \"/bin/prepare now\" root wheel\nshutdown_script /bin/clear\nscript_user nobody")
        #expect(both.startupScript == LifecycleScript(ScriptCommand(words: ["/bin/prepare", "now"], user: "root", group: "wheel")))
        #expect(both.shutdownScript == LifecycleScript(ScriptCommand(words: ["/bin/clear"], user: "nobody"), timeout: .seconds(3)))
        #expect(both.script(at: .shutdown) == both.shutdownScript)
        #expect(global("").startupScript == nil)
    }

    @Test("a time limit is 1 to 1000 s")
    func range() {
        #expect(read("global_defs {\nstartup_script_timeout 0.5\nshutdown_script_timeout 1001\n}\n").complaints == ["out-of-range", "out-of-range"])
    }

    @Test("what is printed reads back as the same")
    func printing() {
        let configuration = read("global_defs {\nstartup_script \"/bin/prepare 'a b'\" root\nshutdown_script /bin/clear\nshutdown_script_timeout 7\n}\n").configuration
        #expect(read(configuration.text).configuration == configuration)
    }
}
