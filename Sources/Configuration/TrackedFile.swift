public import VRRP

/// What a `track_file` block says, every default filled in.
public struct TrackedFile: Hashable, Sendable {
    /// `init_file`: what is written at the start of the daemon.
    public struct Initialization: Hashable, Sendable {
        public var value: Int
        /// Also where the file exists already.
        public var overwrites: Bool

        public init(value: Int, overwrites: Bool) {
            self.value = value
            self.overwrites = overwrites
        }
    }

    public var name: String
    /// Absolute. The number in the file is what is tracked.
    public var path: String
    /// For instances whose `track_file` says no other.
    public var weight: TrackingWeight
    public var initialization: Initialization?

    public init(name: String, path: String, weight: TrackingWeight = TrackingWeight(1), initialization: Initialization? = nil) {
        self.name = name
        self.path = path
        self.weight = weight
        self.initialization = initialization
    }
}
