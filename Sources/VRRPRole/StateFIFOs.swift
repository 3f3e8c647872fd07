internal import Configuration
internal import EventLoop
internal import NetworkTypes
internal import NotificationPipes
internal import Processes
internal import VRRP

/// The FIFOs that are told of instances and sync groups.
final class StateFIFOs {
    private let loop: EventLoop
    private let scripts: ScriptRunner
    private var pipes: [NotificationPipe] = []
    /// What a pipe that is opened anew has to know.
    private var states: [(subject: NotificationSubject, line: [UInt8])] = []

    init(_ loop: EventLoop, _ scripts: ScriptRunner) {
        self.loop = loop
        self.scripts = scripts
    }

    /// Pipes that stay the same stay open, with the script that reads them.
    func follow(_ definitions: NotificationFIFOs) {
        let wanted = [definitions.common, definitions.vrrp].compactMap(\.self)
        for pipe in pipes where !wanted.contains(pipe.definition) { pipe.close() }
        let kept = pipes.filter { wanted.contains($0.definition) }
        pipes = kept + wanted.filter { definition in !kept.contains { $0.definition == definition } }.map { definition in
            let pipe = NotificationPipe(definition, loop, scripts, logLabel: "vrrp")
            for state in states { pipe.write(state.line, about: state.subject.key) }
            return pipe
        }
    }

    func tell(_ state: NotifiedState, of subject: NotificationSubject, priority: UInt8) {
        let line = NotificationLine.state(state, of: subject, priority: priority)
        let key = subject.key
        if let index = states.firstIndex(where: { $0.subject == subject }) { states[index].line = line } else { states.append((subject, line)) }
        for pipe in pipes { pipe.write(line, about: key) }
    }

    func tell(_ word: NotificationLine.Word, of subject: NotificationSubject, priority: UInt8) {
        let line = NotificationLine.event(word, of: subject, priority: priority)
        for pipe in pipes { pipe.write(line, about: nil) }
    }

    /// The subject is gone.
    func forget(_ subject: NotificationSubject) {
        states.removeAll { $0.subject == subject }
        for pipe in pipes { pipe.forget(subject.key) }
    }

    func repeatStates() {
        for pipe in pipes { pipe.repeatStates() }
    }

    /// Closes all, and calls `ended` when the last script has read to the end.
    func close(ended: @escaping () -> Void) {
        for pipe in pipes {
            pipe.scriptEnded = ended
            pipe.close()
        }
    }

    var isBusy: Bool { pipes.contains(where: \.isBusy) }
}

extension NotificationSubject {
    fileprivate var key: String { "\(kind) \(name)" }
}
