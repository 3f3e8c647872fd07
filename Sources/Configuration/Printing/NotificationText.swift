internal import NetworkTypes
internal import VRRP

extension ConfigurationWriter {
    mutating func write(_ fifos: NotificationFIFOs) {
        write("notify_fifo", fifos.common)
        write("vrrp_notify_fifo", fifos.vrrp)
        write("lvs_notify_fifo", fifos.lvs)
        if fifos.tellsStatesOnReload { line("fifo_write_vrrp_states_on_reload") }
    }

    private mutating func write(_ keyword: String, _ fifo: NotificationFIFO?) {
        guard let fifo else { return }
        line(([keyword] + [fifo.path, fifo.user, fifo.group].compactMap(\.self).map(Self.quoted)).joined(separator: " "))
        guard let script = fifo.script else { return }
        line([keyword + "_script", Self.quoted(script.line), script.userText].compactMap(\.self).joined(separator: " "))
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
