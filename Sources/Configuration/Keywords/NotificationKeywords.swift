internal import ConfigurationLanguage
internal import NetworkTypes

/// The FIFOs of `global_defs`, and when instances start.
let globalNotificationKeywords: [Keyword] = [
    fifo("notify_fifo", \.common),
    fifoScript("notify_fifo_script", \.common),
    fifo("vrrp_notify_fifo", \.vrrp),
    fifoScript("vrrp_notify_fifo_script", \.vrrp),
    fifo("lvs_notify_fifo", \.lvs),
    fifoScript("lvs_notify_fifo_script", \.lvs),
    .boolean("vrrp_notify_priority_changes", in: .globalDefinitions, default: "off") { $0.defaults.tellsPriorities = $1 },
    .flag("fifo_write_vrrp_states_on_reload", in: .globalDefinitions) { $0.configuration.global.fifos.tellsStatesOnReload = true },
    .seconds("vrrp_startup_delay", in: .globalDefinitions, .zero...longestTime, default: "0") { $0.configuration.global.instanceDelay = $1 },
    .seconds("vrrp_delay_after_boot", in: .globalDefinitions, .zero...longestTime, default: "0") {
        $0.configuration.global.instanceDelayAfterBoot = $1
    },
]

private func fifo(_ name: String, _ path: any WritableKeyPath<NotificationFIFOs, NotificationFIFO?> & Sendable) -> Keyword {
    .words(name, in: .globalDefinitions, syntax: "PATH [USER [GROUP]]", 1...4) { reader, statement in
        let file = reader.string(1, in: statement)
        guard file.hasPrefix("/"), !file.utf8.contains(0) else {
            return reader.invalidValue(1, in: statement, expected: "a path that begins with `/`")
        }
        let owner = reader.scriptUser(2, in: statement)
        let script = reader.configuration.global.fifos[keyPath: path]?.script
        reader.configuration.global.fifos[keyPath: path] = NotificationFIFO(path: file, user: owner?.user, group: owner?.group, script: script)
    }
}

private func fifoScript(_ name: String, _ path: any WritableKeyPath<NotificationFIFOs, NotificationFIFO?> & Sendable) -> Keyword {
    .script(name, in: .globalDefinitions) { reader, command in
        // The FIFO may stand behind its script.
        if reader.configuration.global.fifos[keyPath: path] == nil { reader.configuration.global.fifos[keyPath: path] = NotificationFIFO(path: "") }
        reader.configuration.global.fifos[keyPath: path]?.script = command
    }
}

extension NotificationFIFOs {
    /// A script without a FIFO has nothing to read.
    mutating func dropIncomplete() {
        if common?.path.isEmpty == true { common = nil }
        if vrrp?.path.isEmpty == true { vrrp = nil }
        if lvs?.path.isEmpty == true { lvs = nil }
    }
}
