/// How often a master advertises, in the unit of the wire.
///
/// Version 2 counts whole seconds (RFC 3768 section 5.3.7); centiseconds are version 3's unit, and hold both.
public struct AdvertisementInterval: Hashable, Sendable {
    /// 1 to 25,500.
    public let centiseconds: UInt16

    /// - Parameter seconds: 1 to 255; zero gives nil, since an interval of zero would be a flood.
    public init?(seconds: UInt8) {
        if seconds == 0 { return nil }
        centiseconds = UInt16(seconds) * 100
    }

    /// The whole number of seconds nearest to `duration`, held within 1 to 255 as version 2 needs.
    public init(nearestSecond duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let rounded = attoseconds >= 500_000_000_000_000_000 && seconds < 255 ? seconds + 1 : seconds
        centiseconds = UInt16(truncatingIfNeeded: min(max(rounded, 1), 255)) * 100
    }

    public var duration: Duration {
        .milliseconds(Int64(centiseconds) * 10)
    }

    /// What stands in a version 2 advertisement.
    public var wholeSeconds: UInt8 {
        UInt8(truncatingIfNeeded: centiseconds / 100)
    }
}
