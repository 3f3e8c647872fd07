internal import Glibc

/// Dates as seconds since 1970, and back.
public protocol CalendarReading {
    /// - Parameter day: also beyond the month's end, which is in the next month then.
    func time(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, isUTC: Bool) -> Int64?
    func date(at time: Int64, isUTC: Bool) -> (year: Int, month: Int, day: Int)
}

/// That of this machine, with its time zone.
public struct SystemCalendar: CalendarReading, Sendable {
    public init() {}

    public func time(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, isUTC: Bool) -> Int64? {
        var parts = tm()
        parts.tm_year = Int32(clamping: year - 1900)
        parts.tm_mon = Int32(clamping: month - 1)
        parts.tm_mday = Int32(clamping: day)
        parts.tm_hour = Int32(clamping: hour)
        parts.tm_min = Int32(clamping: minute)
        parts.tm_sec = Int32(clamping: second)
        // Whether summer time is in force is the zone's to know.
        parts.tm_isdst = -1
        let time = isUTC ? timegm(&parts) : mktime(&parts)
        return time == -1 ? nil : Int64(time)
    }

    public func date(at time: Int64, isUTC: Bool) -> (year: Int, month: Int, day: Int) {
        var seconds = time_t(time)
        var parts = tm()
        if isUTC { gmtime_r(&seconds, &parts) } else { localtime_r(&seconds, &parts) }
        return (1900 + Int(parts.tm_year), 1 + Int(parts.tm_mon), Int(parts.tm_mday))
    }
}
