internal import CLinux
internal import Glibc
public import NetworkTypes

/// The kernel's clocks.
public enum SystemClock {
    /// CLOCK_BOOTTIME now: it never jumps, and unlike CLOCK_MONOTONIC it goes on while the machine is suspended, so that a master
    /// that wakes from that knows how long it was away.
    public static func now() -> MonotonicInstant {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return MonotonicInstant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// For how long this thread has had a processor (CLOCK_THREAD_CPUTIME_ID).
    public static func processorTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .nanoseconds(Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// The time since 1970 in UTC (CLOCK_REALTIME), which may jump.
    public static func sinceEpoch() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }

    /// A number that a process can count from and be ahead of what its predecessor counted, at up to four a second: quarters of seconds
    /// since 2020. It wraps in 2054.
    public static func sequenceNumber() -> UInt32 {
        let beginOf2020: Int64 = 1_577_836_800
        return UInt32(truncatingIfNeeded: (sinceEpoch().components.seconds - beginOf2020) * 4)
    }

    /// The local date and time as syslog's old format wants it: `Nov  1 09:05:03` (RFC 3164 section 4.1.2).
    public static func syslogTimestamp() -> String {
        var seconds = time(nil)
        var parts = tm()
        localtime_r(&seconds, &parts)
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let month = months.indices.contains(Int(parts.tm_mon)) ? months[Int(parts.tm_mon)] : "Jan"
        return "\(month) \(padded(parts.tm_mday, 2, with: " ")) \(padded(parts.tm_hour, 2)):\(padded(parts.tm_min, 2)):\(padded(parts.tm_sec, 2))"
    }

    /// A local date and time with milliseconds: `2026-11-21 09:05:03.250`.
    ///
    /// - Parameter sinceEpoch: seconds since 1970.
    public static func localTime(_ sinceEpoch: Double) -> String {
        let milliseconds = Int64(min(max(sinceEpoch * 1000, 0), 2e14).rounded())
        var seconds = time_t(milliseconds / 1000)
        var parts = tm()
        localtime_r(&seconds, &parts)
        return "\(1900 + Int(parts.tm_year))-\(padded(parts.tm_mon + 1, 2))-\(padded(parts.tm_mday, 2)) "
            + "\(padded(parts.tm_hour, 2)):\(padded(parts.tm_min, 2)):\(padded(parts.tm_sec, 2)).\(padded(milliseconds % 1000, 3))"
    }

    /// The date and time for a person at a console: as ctime(3), `Sat Nov 21 09:05:03 2026`.
    public static func consoleTimestamp() -> String {
        var seconds = time(nil)
        var parts = tm()
        localtime_r(&seconds, &parts)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let day = days.indices.contains(Int(parts.tm_wday)) ? days[Int(parts.tm_wday)] : "Sun"
        return "\(day) \(syslogTimestamp()) \(1900 + Int(parts.tm_year))"
    }

    /// The date and time in UTC with microseconds, as RFC 3339 has it: `2026-11-21T09:05:03.000123Z`.
    public static func exactTimestamp() -> String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        var parts = tm()
        gmtime_r(&time.tv_sec, &parts)
        let date = "\(padded(1900 + Int(parts.tm_year), 4))-\(padded(Int(parts.tm_mon) + 1, 2))-\(padded(Int(parts.tm_mday), 2))"
        let clock = "\(padded(Int(parts.tm_hour), 2)):\(padded(Int(parts.tm_min), 2)):\(padded(Int(parts.tm_sec), 2))"
        return "\(date)T\(clock).\(padded(Int(time.tv_nsec) / 1000, 6))Z"
    }

    /// The date and time for the header of a mail: `Sat, 21 Nov 2026 09:05:03 +0000` (RFC 5322 section 3.3).
    public static func mailDate() -> String {
        var seconds = time(nil)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = days.indices.contains(Int(parts.tm_wday)) ? days[Int(parts.tm_wday)] : days[0]
        let month = months.indices.contains(Int(parts.tm_mon)) ? months[Int(parts.tm_mon)] : months[0]
        return "\(day), \(padded(parts.tm_mday, 2)) \(month) \(1900 + Int(parts.tm_year)) "
            + "\(padded(parts.tm_hour, 2)):\(padded(parts.tm_min, 2)):\(padded(parts.tm_sec, 2)) +0000"
    }

    /// A number that differs from run to run (getrandom(2)), to seed the generators that the cores take.
    public static func randomSeed() -> UInt64 {
        var seed: UInt64 = 0
        let count = withUnsafeMutableBytes(of: &seed) { clinux_random($0.baseAddress, $0.count) }
        return count == MemoryLayout<UInt64>.size ? seed : UInt64(bitPattern: now().nanoseconds) &* 0x9E37_79B9 &+ UInt64(getpid())
    }

    private static func padded(_ number: some BinaryInteger, _ width: Int, with padding: String = "0") -> String {
        let digits = String(number)
        return String(repeating: padding, count: max(0, width - digits.count)) + digits
    }
}
