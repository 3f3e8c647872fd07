internal import NetworkTypes
internal import VRRP

extension ConfigurationWriter {
    /// What is said of links outside of `global_defs`.
    mutating func write(_ links: LinkSettings) {
        if links.pollsAll {
            separator()
            line("linkbeat_use_polling")
        }
        if !links.polling.isEmpty {
            separator()
            block("linkbeat_interfaces") { writer in
                for (name, polling) in links.polling.sorted(by: { $0.key < $1.key }) { writer.line(Self.quoted(name), polling.name) }
            }
        }
        if links.delays.isEmpty { return }
        separator()
        block("interface_up_down_delays") { writer in
            for (name, delay) in links.delays.sorted(by: { $0.key < $1.key }) {
                writer.line(Self.quoted(name), delay.down.secondsText, delay.up.secondsText)
            }
        }
    }

    mutating func writeReceiveBuffer(_ policy: String, _ multiplier: Int) {
        line("vrrp_rx_bufs_policy", policy)
        line("vrrp_rx_bufs_multiplier", "\(multiplier)")
    }
}
