internal import HealthCheck

/// What checkers have reported of the weights of real servers (misc_dynamic, AGENT_CHECK). Sparse: hardly any checker reports one.
struct ReportedWeights: Sendable {
    private var reports: [Int: [Int: WeightReport]] = [:]

    var isEmpty: Bool { reports.isEmpty }

    subscript(position: CheckPosition) -> WeightReport? {
        get { reports[position.realServer]?[position.check] }
        set {
            if let newValue {
                reports[position.realServer, default: [:]][position.check] = newValue
            } else {
                reports[position.realServer]?[position.check] = nil
            }
        }
    }

    /// The weight of a real server whose configured one is `configured`: each checker moves it by how far its report is from that.
    ///
    /// Made anew from the last reports, so that it can't creep away (keepalived issue 2720).
    func weight(of realServer: Int, configured: UInt32) -> UInt32 {
        guard let reports = reports[realServer] else { return configured }
        // Few reports, each within 40 bits: no overflow.
        let sum = reports.values.reduce(Int64(configured)) { $0 + $1.offset(from: configured) }
        return UInt32(clamping: min(sum, Int64(Int32.max)))
    }
}
