internal import LinuxSystem

/// What the file of `reload_time_file` says: a time of day, with or without a date. Pure.
struct ReloadTime: Hashable {
    struct Date: Hashable {
        var year: Int
        var month: Int
        var day: Int
    }

    /// nil: the next time that it is so late.
    var date: Date?
    var hour: Int
    var minute: Int
    var second: Int
    /// `Z` at the end: else the machine's own time.
    var isUTC: Bool

    /// - Parameter text: `HH:MM:SS`, `YY-MM-DD HH:MM:SS` or `YYYY-MM-DD HH:MM:SS`, each with an optional `Z`, and a line's end; nil where it is
    ///   anything else.
    init?(_ text: some Collection<UInt8>) {
        var line = Array(text.prefix { $0 != UInt8(ascii: "\n") })
        isUTC = line.last == UInt8(ascii: "Z")
        if isUTC { line.removeLast() }
        let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard let last = parts.last, (1...2).contains(parts.count) else { return nil }
        let time = last.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map { Self.number($0, digits: 2...2) }
        guard time.count == 3, let hour = time[0], let minute = time[1], let second = time[2], hour < 24, minute < 60, second < 60 else { return nil }
        (self.hour, self.minute, self.second) = (hour, minute, second)
        if parts.count == 1 { return }
        let words = parts[0].split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard words.count == 3, words[0].count != 3, let year = Self.number(words[0], digits: 2...4), let month = Self.number(words[1], digits: 2...2),
            let day = Self.number(words[2], digits: 2...2), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        date = Date(year: words[0].count == 2 ? 2000 + year : year, month: month, day: day)
    }

    private static func number(_ digits: ArraySlice<UInt8>, digits counts: ClosedRange<Int>) -> Int? {
        guard counts.contains(digits.count), digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// When it is so late next; nil: never again.
    ///
    /// - Parameters:
    ///   - now: in seconds since 1970.
    ///   - calendar: of the machine.
    func next(after now: Int64, _ calendar: some CalendarReading) -> Int64? {
        if let date {
            let time = calendar.time(year: date.year, month: date.month, day: date.day, hour: hour, minute: minute, second: second, isUTC: isUTC)
            return time.flatMap { $0 > now ? $0 : nil }
        }
        let today = calendar.date(at: now, isUTC: isUTC)
        for days in 0...1 {
            let time = calendar.time(
                year: today.year, month: today.month, day: today.day + days, hour: hour, minute: minute, second: second, isUTC: isUTC)
            if let time, time > now { return time }
        }
        return nil
    }
}
