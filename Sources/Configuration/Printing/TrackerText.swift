internal import NetworkTypes
internal import VRRP

extension ConfigurationWriter {
    mutating func write(_ script: ScriptDefinition) {
        block("vrrp_script", Self.quoted(script.name)) { writer in
            writer.line("script", Self.quoted(script.command.line))
            writer.line("interval", script.interval.secondsText)
            if let timeout = script.timeout { writer.line("timeout", timeout.secondsText) }
            writer.line("weight", script.weight.text)
            writer.line("rise", "\(script.rise)")
            writer.line("fall", "\(script.fall)")
            if let user = script.command.userText { writer.line("user", user) }
            if script.beginsFailed { writer.line("init_fail") }
        }
    }

    mutating func write(_ file: TrackedFile) {
        block("track_file", Self.quoted(file.name)) { writer in
            writer.line("file", Self.quoted(file.path))
            writer.line("weight", file.weight.text)
            if let initialization = file.initialization {
                writer.line("init_file", "\(initialization.value)\(initialization.overwrites ? " overwrite" : "")")
            }
        }
    }

    mutating func write(_ process: TrackedProcessDefinition) {
        block("vrrp_track_process", Self.quoted(process.name)) { writer in
            let pattern = process.pattern
            writer.line((["process"] + ([pattern.program] + pattern.arguments).map(Self.quoted)).joined(separator: " "))
            switch pattern.argumentMatch {
            case .partial?: writer.line("param_match", "partial")
            case .initial?: writer.line("param_match", "initial")
            case .exact?, nil: break
            }
            writer.line("weight", process.weight.text)
            if process.quorum.lowerBound > 0 { writer.line("quorum", "\(process.quorum.lowerBound)") }
            if process.quorum.upperBound < Int.max { writer.line("quorum_max", "\(process.quorum.upperBound)") }
            writer.line("fork_delay", process.forkDelay.secondsText)
            writer.line("terminate_delay", process.terminateDelay.secondsText)
            if pattern.usesCommandLine { writer.line("full_command") }
        }
    }
}

extension TrackingWeight {
    var text: String {
        isReversed ? "\(value) reverse" : "\(value)"
    }
}
