internal import CLinux
internal import Glibc
public import NetworkTypes

/// What two processes share so that one of them can tell whether the other one works: a page of memory into which that one writes when it
/// was last at work, and an alarm that it sets to a later time as it goes on, so that nobody is woken as long as it does. The first costs
/// nothing, so it can be every round of its loop, the second a system call every few seconds.
public final class LifeSign {
    private let page: UnsafeMutableRawPointer
    private var alarm: FileDescriptor?
    /// When the alarm is to be set anew. Looked at in each round of the loop, so the access isn't checked when it is made.
    @exclusivity(unchecked) private var isDue = MonotonicInstant(nanoseconds: .min)

    private static let size = 4096
    /// The alarm goes off when it wasn't set for this long.
    public static let patience = Duration.seconds(8)
    private static let patienceNanoseconds: Int64 = 8_000_000_000
    /// Rounds of the loop that come sooner after the last setting don't set it, in nanoseconds. With the longest rest of a loop
    /// (`RoleChannel.longestRest`) it is a second less than the patience.
    private static let leisure: Int64 = 3_000_000_000

    /// Makes the memory that `init(mapping:)` shares, to be handed to the other process.
    public static func file() throws(SystemError) -> FileDescriptor {
        let file = FileDescriptor(owning: try call("memfd_create") { clinux_memory_file("lvsd-life") })
        let number = file.number
        try call("ftruncate") { ftruncate(number, size) }
        return file
    }

    /// Makes an alarm, to be handed to the other process. Its descriptor is readable when it has gone off.
    public static func makeAlarm(at instant: MonotonicInstant) throws(SystemError) -> FileDescriptor {
        let alarm = FileDescriptor(owning: try call("timerfd_create") { clinux_timer_descriptor() })
        let number = alarm.number
        try call("timerfd_settime") { clinux_set_timer(number, instant.nanoseconds) }
        return alarm
    }

    /// Has an alarm that has gone off be silent until it is set again.
    ///
    /// - Parameter number: its descriptor's.
    public static func silence(_ number: Int32) {
        var count: UInt64 = 0
        _ = Glibc.read(number, &count, MemoryLayout<UInt64>.size)
    }

    /// - Parameters:
    ///   - file: that memory; it may be closed afterwards.
    ///   - alarm: for the process that writes.
    public init(mapping file: borrowing FileDescriptor, alarm: consuming FileDescriptor? = nil) throws(SystemError) {
        let mapped = mmap(nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, file.number, 0)
        guard let mapped, mapped != MAP_FAILED else { throw SystemError("map the sign of life", code: errno) }
        page = mapped
        self.alarm = alarm
    }

    deinit {
        munmap(page, Self.size)
    }

    /// When the process that writes was last at work, by the clock of the machine; nil where it hasn't said anything yet.
    public var last: MonotonicInstant? {
        let nanoseconds = clinux_load(page)
        return nanoseconds == 0 ? nil : MonotonicInstant(nanoseconds: nanoseconds)
    }

    public func write(_ now: MonotonicInstant) {
        clinux_store(page, now.nanoseconds)
        if now >= isDue { setAlarm(now) }
    }

    private func setAlarm(_ now: MonotonicInstant) {
        guard let number = alarm?.number else { return }
        isDue = MonotonicInstant(nanoseconds: now.nanoseconds &+ Self.leisure)
        _ = clinux_set_timer(number, now.nanoseconds &+ Self.patienceNanoseconds)
    }
}
