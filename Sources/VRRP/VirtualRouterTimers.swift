import NetworkTypes

/// The intervals of RFC 3768 section 6.1, from the parameters of one router.
struct VirtualRouterTimers: Hashable, Sendable {
    let advertisementInterval: Duration
    /// What makes the backup with the highest priority the first to take over: (256 - priority) / 256 s.
    let skewTime: Duration
    /// The silence after which a backup takes over.
    let masterDownInterval: Duration
    /// How long a router that woke late listens: a living master is heard within one interval, and the skew time on top
    /// keeps routers that woke together from answering together.
    let listeningTime: Duration

    init(of parameters: VirtualRouterParameters, priority: UInt8) {
        advertisementInterval = AdvertisementInterval(nearestSecond: parameters.advertisementInterval).duration
        skewTime = .nanoseconds((256 - Int64(priority)) * 1_000_000_000 / 256)
        let missed = min(max(parameters.downTimerAdvertisements, 1), 100)
        masterDownInterval = advertisementInterval * missed + skewTime
        listeningTime = advertisementInterval + skewTime
    }

    /// The end of a running master down timer after the parameters have changed from `old` to these.
    ///
    /// Another interval starts the timer anew, as if the master had been heard now: its routers are reloaded one after the
    /// other. Another priority only moves the skew time.
    func moved(_ masterDown: MonotonicInstant, from old: VirtualRouterTimers, now: MonotonicInstant) -> MonotonicInstant {
        if masterDownInterval - skewTime != old.masterDownInterval - old.skewTime { return now + masterDownInterval }
        return masterDown + (skewTime - old.skewTime)
    }
}
