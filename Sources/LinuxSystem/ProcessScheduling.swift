internal import CLinux
internal import Glibc
internal import Synchronization

/// When and where the kernel runs this process, and whether its memory may be swapped out.
public enum ProcessScheduling {
    /// nice(1)'s number, from -20, which is served first, to 19.
    public static var niceness: Int {
        Int(getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0))
    }

    /// Ordinary scheduling. Programs that this process starts begin without a raised priority.
    public static func setOrdinary(niceness: Int) throws(SystemError) {
        try setScheduler(SCHED_OTHER, priority: 0)
        try call("setpriority") { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Int32(clamping: niceness)) }
    }

    /// Round robin before every ordinary process (sched(7)). Programs that this process starts begin with ordinary scheduling.
    ///
    /// One that computes for longer than the limit without waiting for anything goes on with ordinary scheduling: a mistake in a program must not
    /// cost the machine. `wasSuspended` says so then.
    ///
    /// - Parameter priority: 1 to 99.
    public static func setRealTime(priority: Int, limit: Duration) throws(SystemError) {
        suspended.store(false, ordering: .relaxed)
        _ = signal(SIGXCPU, suspendRealTime)
        let microseconds = UInt(clamping: limit.components.seconds * 1_000_000 + limit.components.attoseconds / 1_000_000_000_000)
        var bounds = rlimit()
        _ = getrlimit(realTimeLimit, &bounds)
        bounds.rlim_cur = min(rlim_t(microseconds), bounds.rlim_max)
        try call("setrlimit") { setrlimit(realTimeLimit, &bounds) }
        try setScheduler(SCHED_RR, priority: priority)
    }

    /// Whether the limit of `setRealTime` was reached since that was called.
    public static var wasSuspended: Bool { suspended.load(ordering: .relaxed) }

    /// Keeps what is in memory there, and everything that comes into it from now on.
    public static func lockMemory() throws(SystemError) {
        // Only what is touched: libraries map much that is never used.
        try call("mlockall") { mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) }
    }

    public static func unlockMemory() {
        munlockall()
    }

    /// The numbers of the processors that this process may run on.
    public static var processors: [Int] {
        var mask = ProcessorMask()
        return clinux_processors(&mask.bytes, mask.bytes.count) < 0 ? [] : mask.numbers
    }

    public static func setProcessors(_ numbers: [Int]) throws(SystemError) {
        var mask = ProcessorMask()
        for number in numbers { mask.insert(number) }
        try call("sched_setaffinity") { clinux_set_processors(mask.bytes, mask.bytes.count) }
    }

    // MARK: Parts

    private static func setScheduler(_ policy: Int32, priority: Int) throws(SystemError) {
        var parameters = sched_param()
        parameters.sched_priority = Int32(clamping: priority)
        try call("sched_setscheduler") { sched_setscheduler(0, policy | resetOnFork, &parameters) }
    }

    /// RLIMIT_RTTIME of asm-generic/resource.h.
    private static let realTimeLimit = __rlimit_resource_t(15)
    /// SCHED_RESET_ON_FORK of linux/sched.h.
    private static let resetOnFork: Int32 = 0x4000_0000
}

private let suspended = Atomic<Bool>(false)

/// A signal handler: nothing but a system call and a store.
private func suspendRealTime(_ signal: Int32) {
    var parameters = sched_param()
    // SCHED_RESET_ON_FORK too, without a variable that would have to be made first.
    _ = sched_setscheduler(0, SCHED_OTHER | 0x4000_0000, &parameters)
    suspended.store(true, ordering: .relaxed)
}

/// One bit for each processor, as many as any kernel is built for.
private struct ProcessorMask {
    var bytes = [UInt8](repeating: 0, count: 1024)

    mutating func insert(_ number: Int) {
        guard bytes.indices.contains(number / 8) else { return }
        // The kernel's masks are words of the machine's byte order.
        bytes[Self.index(number)] |= 1 << UInt8(number % 8)
    }

    var numbers: [Int] { (0..<bytes.count * 8).filter { bytes[Self.index($0)] >> UInt8($0 % 8) & 1 == 1 } }

    private static func index(_ number: Int) -> Int {
        let word = MemoryLayout<UInt>.size
        let index = number / 8
        return UInt(1).littleEndian == 1 ? index : index / word * word + (word - 1 - index % word)
    }
}
