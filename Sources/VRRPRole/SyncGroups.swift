internal import Configuration
internal import EventLoop
internal import LinuxSystem
internal import Logging
internal import NetworkTypes
internal import Processes
internal import VRRP

/// The sync groups at work: hears of every change of a member, and has the groups' orders carried out.
final class SyncGroups {
    private let loop: EventLoop
    private let scripts: ScriptRunner
    private let mail: InstanceMail
    private let fifos: StateFIFOs
    private let logger = Logger(label: "vrrp")
    private var groups: [String: GroupRunner] = [:]
    private var groupOf: [String: GroupRunner] = [:]
    private var instances: [String: Member] = [:]
    private var steps: [(group: GroupRunner, step: SyncGroup.Step)] = []
    private var isCarryingOut = false
    /// Sets the addresses of members that have taken over.
    var setAddresses: () -> Void = {}

    /// An instance, which takes its leave before it ends.
    private struct Member {
        unowned let runner: InstanceRunner
        let identity: ObjectIdentifier

        init(_ runner: InstanceRunner) {
            self.runner = runner
            identity = ObjectIdentifier(runner)
        }
    }

    init(_ loop: EventLoop, _ scripts: ScriptRunner, _ mail: InstanceMail, _ fifos: StateFIFOs) {
        self.loop = loop
        self.scripts = scripts
        self.mail = mail
        self.fifos = fifos
    }

    // MARK: Life

    /// Brings the groups in line with these definitions; what is known of the members of a group that stays isn't forgotten.
    func follow(_ definitions: [SyncGroupDefinition]) {
        let names = Set(definitions.map(\.name))
        for (name, runner) in groups where !names.contains(name) {
            take(runner.group.reconfigure(members: []), of: runner)
            fifos.forget(.group(name))
            groups[name] = nil
        }
        groupOf = [:]
        for definition in definitions {
            if let runner = groups[definition.name] {
                runner.definition = definition
                if runner.group.members != definition.members { take(runner.group.reconfigure(members: definition.members), of: runner) }
            } else {
                groups[definition.name] = GroupRunner(definition, ScriptNotifier(.group(definition.name), loop, scripts))
            }
            for member in definition.members { groupOf[member] = groups[definition.name] }
        }
        carryOut()
    }

    /// The instances are about to be stopped one after the other.
    func prepareToStop() {
        for runner in groups.values { take(runner.group.stop(), of: runner) }
        isCarryingOut = true
    }

    /// All instances have been stopped.
    func stop() {
        isCarryingOut = false
        carryOut()
    }

    /// Told of each transition: the group's name, its new state and the members' names.
    var changed: (String, VirtualRouterState) -> Void = { _, _ in }

    /// The groups by name.
    var listing: [(name: String, state: VirtualRouterState, since: MonotonicInstant?, members: [String])] {
        groups.values.map { ($0.definition.name, $0.group.state, $0.since, $0.definition.members) }.sorted { $0.name < $1.name }
    }

    /// The group that an instance belongs to.
    func group(of instance: String) -> String? { groupOf[instance]?.definition.name }

    var notifiers: [ScriptNotifier] { groups.values.map(\.notifier) }

    // MARK: Members

    func join(_ instance: InstanceRunner) {
        instances[instance.configuration.parameters.name] = Member(instance)
    }

    /// Another one of the same name may have joined meanwhile.
    func leave(_ instance: InstanceRunner) {
        let name = instance.configuration.parameters.name
        if instances[name]?.identity == ObjectIdentifier(instance) { instances[name] = nil }
    }

    /// To be called whenever something has happened to an instance.
    func follow(_ instance: InstanceRunner) {
        let name = instance.configuration.parameters.name
        guard let runner = groupOf[name], instances[name]?.identity == ObjectIdentifier(instance) else { return }
        take(runner.group.memberChanged(name, to: instance.router.standing), of: runner)
        carryOut()
    }

    // MARK: Steps

    private func take(_ new: [SyncGroup.Step], of runner: GroupRunner) {
        for step in new { steps.append((runner, step)) }
    }

    /// One step after the other: what a step leads to waits for its turn.
    private func carryOut() {
        if isCarryingOut { return }
        isCarryingOut = true
        var next = 0
        while next < steps.count {
            carryOut(steps[next].step, of: steps[next].group)
            next += 1
        }
        steps = []
        isCarryingOut = false
    }

    private func carryOut(_ step: SyncGroup.Step, of runner: GroupRunner) {
        switch step {
        case .order(let order, let member): instances[member]?.runner.obey(order)
        case .log(let event): logger.info("\(event)", metadata: DaemonLog.fields(group: runner.definition.name))
        case .stateChanged(let state):
            // Whoever is told of the group finds the members' addresses set.
            setAddresses()
            runner.since = SystemClock.now()
            changed(runner.definition.name, state)
            let subject = NotificationSubject.group(runner.definition.name)
            fifos.tell(NotifiedState(state), of: subject, priority: 0)
            if runner.definition.sendsMail { mail.send(NotifiedState(state), of: subject) }
            runner.notifier.notify(runner.definition.notifications.commands(for: NotifiedState(state), of: subject, priority: 0))
        }
    }
}

private final class GroupRunner {
    var definition: SyncGroupDefinition
    var group: SyncGroup
    var since: MonotonicInstant?
    let notifier: ScriptNotifier

    init(_ definition: SyncGroupDefinition, _ notifier: ScriptNotifier) {
        self.definition = definition
        self.notifier = notifier
        group = SyncGroup(name: definition.name, members: definition.members)
    }
}
