internal import ConfigurationLanguage
internal import NetworkTypes

/// What runs before and after everything else.
let lifecycleKeywords: [Keyword] = [
    .script("startup_script", in: .globalDefinitions) { $0.defaults.startupScript = $1 },
    .seconds("startup_script_timeout", in: .globalDefinitions, .seconds(1)...(.seconds(1000)), default: "10") { $0.defaults.startupTimeout = $1 },
    .script("shutdown_script", in: .globalDefinitions) { $0.defaults.shutdownScript = $1 },
    .seconds("shutdown_script_timeout", in: .globalDefinitions, .seconds(1)...(.seconds(1000)), default: "10") { $0.defaults.shutdownTimeout = $1 },
]

extension Reader {
    /// At the end of the global definitions: a script's time limit may stand before it or behind it.
    mutating func finishLifecycleScripts() {
        configuration.global.startupScript = defaults.startupScript.map {
            LifecycleScript(command($0.words, as: user(of: $0)), timeout: defaults.startupTimeout)
        }
        configuration.global.shutdownScript = defaults.shutdownScript.map {
            LifecycleScript(command($0.words, as: user(of: $0)), timeout: defaults.shutdownTimeout)
        }
    }

    /// `script_user` may stand behind the script, too.
    private func user(of script: ScriptCommand) -> ScriptUserDraft? {
        script.user.map { ScriptUserDraft(user: $0, group: script.group) }
    }
}
