internal import ConfigurationLanguage
internal import NetworkTypes
internal import VRRP

/// What a `vrrp_script` block has said so far; nil where the text says nothing.
struct ScriptDraft {
    var name = ""
    var words: [String]?
    var user: ScriptUserDraft?
    var interval: Duration?
    var timeout: Duration?
    var rise = 1
    var fall = 1
    var weight = TrackingWeight(0)
    var beginsFailed = false
}

extension Reader {
    mutating func beginScript(_ statement: Int) -> Bool {
        trackingScript = ScriptDraft()
        trackingScript.name = string(1, in: statement)
        let place = place(1, in: statement)
        return declare(.script(trackingScript.name), .duplicateScript, "script", at: place)
    }

    mutating func endScript(_ statement: Int) {
        let draft = trackingScript
        let shown = printable(tree.text(ofWord: 1, in: statement))
        guard let words = draft.words else {
            report(.warning, .missingScript, "`\(shown)` has no `script`; it is left out", at: place(1, in: statement))
            return
        }
        let interval = draft.interval ?? .seconds(1)
        if draft.timeout == nil, !hasMentionedScriptTimeout {
            hasMentionedScriptTimeout = true
            report(
                .notice, .scriptTimeout, "`\(shown)` has no `timeout`: a run is ended after its interval, \(interval.secondsText) s, and counts as failed",
                at: place(1, in: statement), hint: "a script that restarts something may need a longer `timeout`")
        }
        trackers[.script(draft.name)]?.weight = draft.weight
        let script = ScriptDefinition(
            name: draft.name, command: command(words, as: draft.user), interval: interval, timeout: draft.timeout, rise: draft.rise,
            fall: draft.fall, weight: draft.weight, beginsFailed: draft.beginsFailed)
        configuration.vrrpScripts.append(script)
        compareTimeoutWithInterval(script, at: place(1, in: statement))
    }
}
