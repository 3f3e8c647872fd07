internal import NetworkTypes

/// The intervals of RFC 3768 section 6.1 and RFC 5798 section 6.1, from the parameters of one router and what its master said.
struct VirtualRouterTimers: Hashable, Sendable {
    let advertisementInterval: Duration
    /// What makes the backup with the highest priority the first to take over: (256 - priority) / 256 s in version 2; in version 3 the
    /// same part of the master's interval. It isn't cut to whole centiseconds: at 10 ms all backups would have the same.
    let skewTime: Duration
    /// The silence after which a backup takes over.
    let masterDownInterval: Duration
    /// How long a router that woke late listens: a living master is heard within one interval, and the skew time on top
    /// keeps routers that woke together from answering together.
    let listeningTime: Duration

    /// A backup that wakes later than this may have missed the advertisements of a living master, since its machine stood still. At the
    /// short intervals of version 3 a busy machine is later than an interval now and then, and what came meanwhile has been read.
    let forgivenLateness: Duration

    /// A master that is later than this with an advertisement may have been replaced.
    let toleratedLateness: Duration

    // The same in nanoseconds, for what is done every second.
    let advertisementNanoseconds: Int64
    let masterDownNanoseconds: Int64
    let toleratedNanoseconds: Int64

    init(of parameters: VirtualRouterParameters, priority: UInt8, masterInterval: AdvertisementInterval) {
        let version = parameters.usedVersion
        advertisementInterval = parameters.usedInterval.duration
        let awaited = version == .version2 ? advertisementInterval : masterInterval.duration
        let skewed = version == .version2 ? .seconds(1) : awaited
        skewTime = skewed * (256 - Int(priority)) / 256
        let missed = min(max(parameters.downTimerAdvertisements, 1), 100)
        masterDownInterval = awaited * missed + skewTime
        listeningTime = awaited + skewTime
        let quickest = parameters.highestOtherPriority.map { skewed * (256 - Int($0)) / 256 } ?? skewTime
        toleratedLateness = awaited * missed + quickest - advertisementInterval
        forgivenLateness = max(advertisementInterval, .milliseconds(100))
        advertisementNanoseconds = advertisementInterval.wholeNanoseconds
        masterDownNanoseconds = masterDownInterval.wholeNanoseconds
        toleratedNanoseconds = toleratedLateness.wholeNanoseconds
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
