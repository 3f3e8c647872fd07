internal import NetworkTypes

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
