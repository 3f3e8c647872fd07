internal import NetworkTypes
internal import VRRP

/// A packet on its way to a director.
struct Delivery: Sendable {
    let moment: MonotonicInstant
    let destination: Int
    let packet: ReceivedPacket
}

/// Packets on their way, the earliest first; those of one moment in the order in which they were sent.
struct DeliveryQueue: Sendable {
    /// The latest stands first, so that the next is taken from the end.
    private var deliveries: [Delivery] = []

    var next: MonotonicInstant? {
        deliveries.last?.moment
    }

    mutating func insert(_ delivery: Delivery) {
        let index = deliveries.firstIndex { $0.moment <= delivery.moment } ?? deliveries.endIndex
        deliveries.insert(delivery, at: index)
    }

    mutating func takeNext() -> Delivery? {
        deliveries.popLast()
    }

    /// Drops what is on its way to a director that has gone.
    mutating func drop(to destination: Int) {
        deliveries.removeAll { $0.destination == destination }
    }
}
