internal import CLinux
internal import Glibc
public import NetworkTypes

/// What a descriptor is, or should be, ready for.
public struct Readiness: OptionSet, Hashable, Sendable {
    public var rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    public static let readable = Readiness(rawValue: 0x1)
    public static let writable = Readiness(rawValue: 0x4)
    /// An error or a hang-up, which is always reported.
    public static let hangup = Readiness(rawValue: 0x18)
}

extension FileDescriptor {
    /// Whether there is something of this kind to be done at once (poll(2), without a wait).
    public borrowing func isReady(for interest: Readiness) -> Bool {
        // The bits of epoll(7) that are used here are those of poll(2).
        var wish = pollfd(fd: number, events: Int16(truncatingIfNeeded: interest.rawValue), revents: 0)
        return poll(&wish, 1, 0) > 0
    }
}

/// epoll(7), with room for the events of one wait.
public final class Poller {
    private let descriptor: FileDescriptor
    private let events: UnsafeMutablePointer<epoll_event>
    /// So few that one round of callbacks stays short; the next wait brings the rest at once.
    private static let capacity = 64
    /// The kernel lets a wait with a time limit be late by a thousandth of it (select_estimate_accuracy() in fs/select.c): 3 ms after 3 s.
    /// A timer has no such leeway, and costs a system call whenever the deadline is another one.
    private let timer: Int32?
    @exclusivity(unchecked) private var timerDeadline: MonotonicInstant?

    /// - Parameter isPrecise: waits end within microseconds after their deadlines, however long they are.
    public init(isPrecise: Bool = false) throws(SystemError) {
        descriptor = FileDescriptor(owning: try call("epoll_create1") { epoll_create1(Int32(EPOLL_CLOEXEC)) })
        events = .allocate(capacity: Self.capacity)
        timer = isPrecise ? try call("timerfd_create") { clinux_timer_descriptor() } : nil
        // Setting the timer anew forgets that it had expired, so it never has to be read.
        if let timer { try control(EPOLL_CTL_ADD, timer, Readiness(rawValue: EPOLLIN.rawValue | EPOLLET.rawValue), 0) }
    }

    deinit {
        events.deallocate()
        if let timer { _ = close(timer) }
    }

    public func add(_ number: Int32, interest: Readiness, generation: UInt32) throws(SystemError) {
        try control(EPOLL_CTL_ADD, number, interest, generation)
    }

    public func change(_ number: Int32, interest: Readiness, generation: UInt32) throws(SystemError) {
        try control(EPOLL_CTL_MOD, number, interest, generation)
    }

    public func remove(_ number: Int32) {
        _ = clinux_epoll_control(descriptor.number, EPOLL_CTL_DEL, number, 0, 0)
    }

    private func control(_ operation: Int32, _ number: Int32, _ interest: Readiness, _ generation: UInt32) throws(SystemError) {
        let poll = descriptor.number
        let data = UInt64(generation) << 32 | UInt64(UInt32(bitPattern: number))
        try call("epoll_ctl") { clinux_epoll_control(poll, operation, number, interest.rawValue, data) }
    }

    /// Waits until something is ready, at most until `deadline`; without a limit where nil. The end of a precise wait is an event of
    /// generation 0, which nothing watched has.
    ///
    /// - Returns: the number of events, which `event(at:)` gives.
    public func wait(until deadline: MonotonicInstant?, now: MonotonicInstant) -> Int {
        let nanoseconds = deadline.map { waitingTime(until: $0, now: now) } ?? -1
        let found = clinux_epoll_wait(descriptor.number, events, Int32(Self.capacity), nanoseconds)
        return max(0, Int(found))
    }

    /// - Returns: nanoseconds for the kernel's wait; -1 where the timer ends it.
    private func waitingTime(until deadline: MonotonicInstant, now: MonotonicInstant) -> Int64 {
        let bounded = deadline > now ? min(deadline.nanoseconds - now.nanoseconds, Self.longestWait) : 0
        guard bounded > 0, let timer else { return bounded }
        if timerDeadline != deadline {
            guard clinux_set_timer(timer, deadline.nanoseconds) == 0 else { return bounded }
            timerDeadline = deadline
        }
        return -1
    }

    /// An hour in nanoseconds.
    private static let longestWait: Int64 = 3_600_000_000_000

    public func event(at index: Int) -> (number: Int32, generation: UInt32, readiness: Readiness) {
        let data = clinux_epoll_data(events, Int32(index))
        return (
            Int32(bitPattern: UInt32(truncatingIfNeeded: data)), UInt32(truncatingIfNeeded: data >> 32),
            Readiness(rawValue: clinux_epoll_events(events, Int32(index)))
        )
    }
}
