internal import IPVSTable
internal import NetworkTypes

extension ConfigurationWriter {
    mutating func write(_ reconciliation: TableReconciliation) {
        line("lvs_reconcile", reconciliation.reaction.rawValue, reconciliation.interval.secondsText)
    }
}
