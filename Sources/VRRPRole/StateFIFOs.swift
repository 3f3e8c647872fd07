internal import Configuration
internal import EventLoop
internal import NetworkTypes
internal import NotificationPipes
internal import Processes
internal import VRRP

/// The FIFOs that are told of instances and sync groups.
final class StateFIFOs {
    private let pipes: NotificationPipeGroup
    /// What a pipe that is opened anew has to know.
    private var states: [(subject: NotificationSubject, line: [UInt8])] = []

    init(_ loop: EventLoop, _ scripts: ScriptRunner) {
        pipes = NotificationPipeGroup(loop, scripts, logLabel: "vrrp")
    }

    /// - Parameter runsAlone: this daemon has no check role, whatever the configuration says.
    func follow(_ definitions: NotificationFIFOs, runsAlone: Bool) {
        // The check role ends after this one: it keeps what both write to.
        let isKeeper = runsAlone || !definitions.otherRoleWrites
        let wanted: [NotificationPipeGroup.Wanted?] = [
            definitions.common.map { NotificationPipeGroup.Wanted($0, isKeeper: isKeeper) }, definitions.vrrp.map { NotificationPipeGroup.Wanted($0) },
        ]
        pipes.follow(wanted.compactMap(\.self)) { states.map { ($0.subject.key, $0.line) } }
    }

    func tell(_ state: NotifiedState, of subject: NotificationSubject, priority: UInt8) {
        let line = NotificationLine.state(state, of: subject, priority: priority)
        if let index = states.firstIndex(where: { $0.subject == subject }) { states[index].line = line } else { states.append((subject, line)) }
        pipes.write(line, about: subject.key)
    }

    func tell(_ word: NotificationLine.Word, of subject: NotificationSubject, priority: UInt8) {
        pipes.write(NotificationLine.event(word, of: subject, priority: priority), about: nil)
    }

    /// The subject is gone.
    func forget(_ subject: NotificationSubject) {
        states.removeAll { $0.subject == subject }
        pipes.forget(subject.key)
    }

    func repeatStates() {
        pipes.repeatStates()
    }

    /// Closes all, and calls `ended` when the last script has read to the end.
    func close(ended: @escaping () -> Void) {
        pipes.close(ended: ended)
    }

    var isBusy: Bool { pipes.isBusy }
}

extension NotificationSubject {
    fileprivate var key: String { "\(kind) \(name)" }
}
