internal import HealthCheck
internal import IPVSTable
internal import NetworkTypes

extension ConfigurationWriter {
    mutating func write(_ reconciliation: TableReconciliation) {
        line("lvs_reconcile", reconciliation.reaction.rawValue, reconciliation.interval.secondsText)
    }

    mutating func write(_ limits: ProbeLimits) {
        line("share_checks", limits.sharesProbes ? "on" : "off")
        if let concurrent = limits.concurrent { line("checker_max_concurrent", "\(concurrent)") }
        if let perSecond = limits.perSecond { line("checker_max_rate", "\(perSecond)") }
    }
}
