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

    mutating func write(_ tracking: [Tracking]) {
        for keyword in TrackedObject.listKeywords {
            write(keyword, tracking.filter { $0.object.listKeyword == keyword && !$0.object.isServer })
        }
        for item in tracking where item.object.isServer { write(item) }
    }

    private mutating func write(_ server: Tracking) {
        let words = server.object.name.split(separator: " ", maxSplits: 1).map { Self.quoted(String($0)) }
        block((["track_virtual_server"] + words).joined(separator: " ")) { $0.line("weight", server.weight.text) }
    }

    private mutating func write(_ keyword: String, _ lines: [Tracking]) {
        if lines.isEmpty { return }
        block(keyword) { writer in
            for line in lines {
                // Without the word the line would follow a block that says `reverse`.
                let direction = line.object.hasBlock && !line.weight.isReversed ? " noreverse" : ""
                writer.line(Self.quoted(line.object.name), "weight", line.weight.text + direction)
            }
        }
    }
}

extension ConfigurationWriter {
    mutating func write(_ scripts: NotificationScripts) {
        let named = [
            ("notify_master", scripts.byState[.master]), ("notify_backup", scripts.byState[.backup]),
            ("notify_fault", scripts.byState[.fault]), ("notify_stop", scripts.byState[.stop]), ("notify", scripts.general),
            ("notify_deleted", scripts.byState[.deleted]), ("notify_master_rx_lower_pri", scripts.masterHeardLowerPriority),
        ]
        if scripts.tellsDeletion, scripts.byState[.deleted] == nil { line("notify_deleted") }
        for case let (keyword, command?) in named {
            line([keyword, Self.quoted(command.line), command.userText].compactMap(\.self).joined(separator: " "))
        }
    }
}

extension ScriptCommand {
    /// `USER [GROUP]`, where one was written.
    var userText: String? {
        user.map { ([$0] + [group].compactMap(\.self)).map(ConfigurationWriter.quoted).joined(separator: " ") }
    }
}

extension TrackedObject {
    /// Whether a block of its own declares its weight.
    fileprivate var hasBlock: Bool {
        switch self {
        case .script, .file, .process, .session: true
        case .interface, .virtualServer, .staticGroup: false
        }
    }

    fileprivate var isServer: Bool {
        if case .virtualServer = self { true } else { false }
    }
}
