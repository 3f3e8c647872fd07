public import EventLoop
public import NetworkTypes
public import Processes

/// The FIFOs of one process, which are all told the same.
public final class NotificationPipeGroup {
    /// A FIFO that is wanted.
    public struct Wanted: Hashable, Sendable {
        public var definition: NotificationFIFO
        /// See `NotificationPipe.isKeeper`.
        public var isKeeper: Bool

        public init(_ definition: NotificationFIFO, isKeeper: Bool = true) {
            // Whoever doesn't keep it needs its place, and whose it may be.
            self.definition = isKeeper ? definition : NotificationFIFO(path: definition.path, user: definition.user)
            self.isKeeper = isKeeper
        }
    }

    /// The state of a subject, in words for a FIFO.
    public typealias State = (subject: String, line: [UInt8])

    private let loop: EventLoop
    private let scripts: ScriptRunner
    private let logLabel: String
    private var pipes: [NotificationPipe] = []

    public init(_ loop: EventLoop, _ scripts: ScriptRunner, logLabel: String) {
        self.loop = loop
        self.scripts = scripts
        self.logLabel = logLabel
    }

    /// Whether nobody has to be told.
    public var isEmpty: Bool { pipes.isEmpty }

    /// Pipes that stay the same stay open, with the script that reads them.
    ///
    /// - Parameter states: what a pipe that is opened anew has to know; asked for if there is one.
    public func follow(_ wanted: [Wanted], states: () -> [State]) {
        var kept: [NotificationPipe] = []
        for pipe in pipes {
            let wanted = wanted.first { $0.definition.path == pipe.definition.path }
            if let wanted, wanted.isKeeper == pipe.isKeeper {
                pipe.follow(wanted.definition)
                kept.append(pipe)
            } else if wanted?.isKeeper == false {
                pipe.handOver()
            } else {
                pipe.close()
            }
        }
        let new = wanted.filter { wanted in !kept.contains { $0.definition.path == wanted.definition.path } }
        let states = new.isEmpty ? [] : states()
        // What is refused is tried again at the next reload.
        pipes = kept + new.compactMap { wanted in
            let pipe = NotificationPipe(wanted.definition, loop, scripts, logLabel: logLabel, isKeeper: wanted.isKeeper)
            guard let pipe else { return nil }
            for state in states { pipe.write(state.line, about: state.subject) }
            return pipe
        }
    }

    /// - Parameter subject: whose state the line says; nil where it says that something happened.
    public func write(_ line: [UInt8], about subject: String?) {
        for pipe in pipes { pipe.write(line, about: subject) }
    }

    public func forget(_ subject: String) {
        for pipe in pipes { pipe.forget(subject) }
    }

    public func repeatStates() {
        for pipe in pipes { pipe.repeatStates() }
    }

    /// Closes all, and calls `ended` when a script has read to the end.
    public func close(ended: @escaping () -> Void) {
        for pipe in pipes {
            pipe.scriptEnded = ended
            pipe.close()
        }
    }

    /// Whether a script still reads what it was told.
    public var isBusy: Bool { pipes.contains(where: \.isBusy) }
}
