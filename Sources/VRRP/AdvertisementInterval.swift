/// How often a master advertises, in the unit of the wire.
///
/// Version 2 counts whole seconds in eight bits (RFC 3768 section 5.3.7), version 3 centiseconds in twelve (RFC 5798 section 5.2.7).
public struct AdvertisementInterval: Hashable, Sendable {
    /// 1 to 25,500.
    public let centiseconds: UInt16

    /// - Parameter seconds: 1 to 255; zero gives nil, since an interval of zero would be a flood.
    public init?(seconds: UInt8) {
        if seconds == 0 { return nil }
        centiseconds = UInt16(seconds) * 100
    }

    /// - Parameter centiseconds: 1 to 4095, as version 3 can say; anything else gives nil.
    public init?(centiseconds: UInt16) {
        guard (1...Self.mostCentiseconds).contains(centiseconds) else { return nil }
        self.centiseconds = centiseconds
    }

    /// What a router of this version says of an interval: the nearest that its field can hold.
    public init(nearest duration: Duration, version: ProtocolVersion) {
        switch version {
        case .version2: self.init(nearestSecond: duration)
        case .version3: self.init(nearestCentisecond: duration)
        }
    }

    /// The whole number of seconds nearest to `duration`, held within 1 to 255 as version 2 needs.
    public init(nearestSecond duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let rounded = attoseconds >= 500_000_000_000_000_000 && seconds < 255 ? seconds + 1 : seconds
        centiseconds = UInt16(truncatingIfNeeded: min(max(rounded, 1), 255)) * 100
    }

    /// The number of centiseconds nearest to `duration`, held within 1 to 4095 as version 3 needs.
    public init(nearestCentisecond duration: Duration) {
        let most = Int64(Self.mostCentiseconds)
        let (seconds, attoseconds) = duration.components
        // Cut before it is multiplied: a duration may be longer than centiseconds can count.
        let whole = min(max(seconds, 0), 41) * 100
        let part = max(attoseconds, 0) / 5_000_000_000_000_000
        centiseconds = UInt16(truncatingIfNeeded: min(max(whole + (part + 1) / 2, 1), most))
    }

    static let mostCentiseconds: UInt16 = 0xFFF

    public var duration: Duration {
        .milliseconds(Int64(centiseconds) * 10)
    }

    /// What stands in a version 2 advertisement.
    public var wholeSeconds: UInt8 {
        UInt8(truncatingIfNeeded: centiseconds / 100)
    }
}
