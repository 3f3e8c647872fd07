internal import ConfigurationLanguage
internal import NetworkTypes

// What runs before and after everything else.

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
