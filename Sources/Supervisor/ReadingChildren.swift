internal import LinuxSystem
internal import NetworkTypes
internal import Processes

/// Children that read configurations, because that may take long or much memory: for clients, and for this process itself. A child writes what
/// it finds into files in memory.
final class ReadingChildren {
    private struct Job {
        var deadline: MonotonicInstant
        var finish: (ProcessEnd) -> Void
    }

    /// The largest configuration takes a few seconds.
    static let longest = Duration.seconds(60)

    private var jobs: [Int32: Job] = [:]

    /// How many there are.
    var count: Int { jobs.count }

    /// - Parameters:
    ///   - body: what the child does; it gets the numbers of the files to write to and returns its exit status.
    ///   - outputs: how many files.
    ///   - finish: gets the child's end and the files, to be read.
    func start(
        outputs count: Int, now: MonotonicInstant, _ body: ([Int32]) -> Int32, then finish: @escaping (ProcessEnd, [JobOutput]) -> Void
    ) throws(SystemError) {
        var outputs: [JobOutput] = []
        for _ in 0..<count { outputs.append(try JobOutput()) }
        let numbers = outputs.map(\.number)
        let child = try Children.fork { body(numbers) }
        jobs[child] = Job(deadline: now + Self.longest) { finish($0, outputs) }
    }

    /// A child has ended.
    ///
    /// - Returns: whether it was one of these.
    func ended(_ process: Int32, _ end: ProcessEnd) -> Bool {
        guard let job = jobs.removeValue(forKey: process) else { return false }
        job.finish(end)
        return true
    }

    /// To be called every few seconds while there are any: a child that takes too long is ended.
    func checkForLife(now: MonotonicInstant) {
        for (process, job) in jobs where job.deadline < now { CurrentProcess.kill(process, signal: Signal.kill) }
    }
}

/// A file in memory that a child writes and this process then reads piece by piece.
final class JobOutput {
    private let file: FileDescriptor

    init() throws(SystemError) {
        file = try SealedMemoryFile.begin(name: "lvsd-answer")
    }

    var number: Int32 { file.number }

    func everything(limit: Int) -> [UInt8] {
        (try? SealedMemoryFile.read(file, from: 0, most: limit)) ?? []
    }

    /// Whole lines from a place on, as many as fit; a line that is too long for that is cut.
    ///
    /// - Returns: nil at the end.
    func lines(from offset: UInt64, limit: Int) -> [UInt8]? {
        guard let piece = try? SealedMemoryFile.read(file, from: offset, most: limit), !piece.isEmpty else { return nil }
        guard piece.count == limit, let end = piece.lastIndex(of: UInt8(ascii: "\n")) else { return piece }
        return Array(piece[...end])
    }
}
