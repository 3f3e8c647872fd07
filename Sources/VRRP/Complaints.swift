internal import NetworkTypes

/// What a virtual router complains of.
enum Complaint: Hashable, Sendable {
    case discarded(AdvertisementError.Kind)
    case lowerPriority
    case addressList
    case stranger
    case interval
    case clock
    case priorityZero
    case conflict(with: IPAddress)
}

/// What has been complained of already. keepalived says each thing once, until the state or the master changes; here it
/// is also said again when it comes back after a silence.
struct Complaints: Sendable {
    /// The list is bounded, since sources are chosen by others; what doesn't fit isn't said.
    private static let limit = 64
    private static let silence = Duration.seconds(60)

    private var lastOccurred: [Complaint: MonotonicInstant] = [:]

    /// Notes a complaint.
    ///
    /// - Returns: whether it is to be said.
    mutating func isNew(_ complaint: Complaint, now: MonotonicInstant) -> Bool {
        if let last = lastOccurred[complaint] {
            lastOccurred[complaint] = now
            return now - last >= Self.silence
        }
        if lastOccurred.count >= Self.limit { return false }
        lastOccurred[complaint] = now
        return true
    }

    mutating func forget() {
        lastOccurred.removeAll(keepingCapacity: true)
    }
}
