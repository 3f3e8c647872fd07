/// Numbers of RFC 5880, 5881 and 5883.
public enum BFDConstants {
    /// Single hop (RFC 5881 section 4).
    public static let singleHopPort: UInt16 = 3784
    /// Several hops (RFC 5883 section 5).
    public static let multihopPort: UInt16 = 4784
    /// What control packets come from (RFC 5881 section 4).
    public static let sourcePorts: ClosedRange<UInt16> = 49152...65535
    /// The lowest interval between packets of a session that isn't up (RFC 5880 section 6.8.3).
    public static let lowestIdleInterval = Duration.seconds(1)
    /// What a packet starts with that no router has forwarded (RFC 5881 section 5).
    public static let greatestHopLimit: UInt8 = 255
    /// What keepalived sends on IPv6 unless `hoplimit` says another number; taken where none is written.
    public static let customaryIPv6HopLimit: UInt8 = 64
}
