internal import ConfigurationLanguage
internal import NetworkTypes

// How the processes run.

extension Reader {
    /// 0 and -1 both say no; -1 saves keepalived's users a remark that lvsd doesn't make.
    mutating func readAutomaticPriority(_ statement: Int) {
        var value: Int? = 99
        if tree.wordCount(of: statement) > 1 { value = signedNumber(1, in: statement, -1...99) }
        guard let value else { return }
        configuration.global.processes.highestAutomaticPriority = value > 0 ? value : nil
    }

    /// At the end of the global definitions: `process_names` gives names to those that have none of their own, wherever it stands.
    mutating func finishProcessNames() {
        guard defaults.namesProcesses else { return }
        configuration.global.daemon.processName = configuration.global.daemon.processName ?? "keepalived"
        configuration.global.processes.vrrp.name = configuration.global.processes.vrrp.name ?? "keepalived_vrrp"
        configuration.global.processes.check.name = configuration.global.processes.check.name ?? "keepalived_ipvs"
        configuration.global.processes.bfd.name = configuration.global.processes.bfd.name ?? "keepalived_bfd"
    }
}
