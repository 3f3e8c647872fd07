internal import Configuration
internal import ControlProtocol
internal import EventLoop
internal import LinuxSystem
internal import Logging
internal import NetworkTypes
internal import Varlink

/// The control socket of a running daemon: who may talk, what becomes of each call.
final class ControlService {
    unowned let daemon: Supervisor
    private let loop: EventLoop
    private let logger: Logger
    private let server: VarlinkServer
    /// nil as long as nobody has read them: only root may talk then.
    private var settings: DaemonSettings?
    /// Who may connect beside root; nil where there is no such group.
    private var group: UInt32?
    private(set) var ring = EventRing()
    private var followers: [ObjectIdentifier: EventStream] = [:]
    private var wakesFollowers = false
    let readers = ReadingChildren()
    private(set) var calls: UInt64 = 0
    private var lastComplaint: MonotonicInstant?
    /// Complaints since then that weren't logged.
    private var foldedComplaints = 0

    init(_ daemon: Supervisor, _ loop: EventLoop, _ settings: DaemonSettings?, logger: Logger) throws(SystemError) {
        self.daemon = daemon
        self.loop = loop
        self.logger = logger
        self.settings = settings
        // Each client takes a descriptor.
        CurrentProcess.raiseDescriptorLimit()
        group = settings.flatMap(Self.number)
        server = try VarlinkServer(loop, path: Self.path(daemon.places.runtimeDirectory), mode: 0o660, group: group ?? 0)
        server.mayConnect = { [unowned self] in mayAsk($0) }
        server.onCall = { [unowned self] in take($1, from: $0) }
        server.onDrop = { [unowned self] in complain("Dropped a control client (process \($0.process), user \($0.user)): \($1)") }
        server.refusal = { [unowned self] in refusal($0, $1) }
        // What a crowd of clients took is not kept for the next one.
        server.onQuiet = { Memory.giveBack() }
    }

    static func path(_ runtimeDirectory: String) -> String { runtimeDirectory + "/control.sock" }

    var clientCount: Int { server.clientCount }

    func close() {
        server.close()
    }

    /// To be called every few seconds while children read for clients.
    func checkForLife(now: MonotonicInstant) {
        readers.checkForLife(now: now)
    }

    // MARK: Permission

    /// The group's rights as a new configuration has them.
    func follow(_ new: DaemonSettings) {
        if new == settings { return }
        let before = group
        settings = new
        group = Self.number(of: new)
        if group == before { return }
        do throws(SystemError) {
            try server.give(to: group ?? 0)
        } catch {
            logger.error("Control socket: \(error)")
        }
    }

    private static func number(of settings: DaemonSettings) -> UInt32? {
        let name = settings.control.group
        // Asking for a group that only other databases have loads their libraries: not without need.
        return Groups.localNumber(of: name) ?? (name == DaemonSettings().control.group ? nil : Groups.number(of: name))
    }

    private var groupName: String { (settings ?? DaemonSettings()).control.group }

    private func mayAsk(_ peer: PeerIdentity) -> Bool {
        peer.user == 0 || group.map { peer.groups.contains($0) } ?? false
    }

    /// Whether somebody may change what the daemon does.
    func checkMayChange(_ peer: PeerIdentity) throws(ControlProblem) {
        if peer.user == 0 || settings?.control.groupMayChange == true, mayAsk(peer) { return }
        throw .failure(
            .permissionDenied,
            "Only root may do this. `control_group_may_change on` in global_defs allows it to the group \(groupName), too.")
    }

    private func refusal(_ peer: PeerIdentity, _ reason: VarlinkServer.Refusal) -> [UInt8] {
        switch reason {
        case .notPermitted:
            VarlinkReply.message(ControlProblem.interface + "." + ControlFailure.permissionDenied.name) {
                $0.member("message", "Only root and members of the group \(groupName) may talk to this daemon.")
            }
        case .tooManyClients:
            VarlinkReply.message(ControlProblem.interface + ".Busy") {
                $0.member("message", "The daemon has as many clients as it takes. Try again when one of them has gone.")
            }
        }
    }

    /// Not more than one a second: whoever floods the socket shall not flood the log.
    private func complain(_ text: String) {
        if let lastComplaint, loop.now - lastComplaint < .seconds(1) { return foldedComplaints += 1 }
        lastComplaint = loop.now
        logger.info("\(text)\(foldedComplaints > 0 ? "; \(foldedComplaints) more before it" : "")")
        foldedComplaints = 0
    }

    // MARK: Calls

    private func take(_ call: VarlinkCall, from connection: VarlinkConnection) {
        calls += 1
        do throws(ControlProblem) {
            switch try answer(call, peer: connection.peer) {
            case .object(let json): connection.reply(json)
            case .steps(let steps): start(steps, for: connection, more: call.more)
            case .later(let action): action(connection, call.more)
            }
        } catch {
            error.fail(connection)
        }
    }

    func start(_ steps: [ControlStep], for connection: VarlinkConnection, more: Bool) {
        SteppedReply(connection, more: more, steps) { [unowned daemon] in daemon.ask($0, $1, then: $2) }.start()
    }

    private func answer(_ call: VarlinkCall, peer: PeerIdentity) throws(ControlProblem) -> ControlAnswer {
        var parameters = ControlParameters(call.parameters)
        switch call.interface {
        case "org.varlink.service": return try ServiceInterface.answer(call, &parameters, version: daemon.options.version)
        case ControlProblem.interface:
            let answer = try answer(call.method, &parameters, peer: peer, more: call.more)
            try parameters.end()
            return answer
        default: throw .varlink(.interfaceNotFound(call.interface))
        }
    }

    // MARK: Events

    /// For the next program, and from the one before.
    var handedOverEvents: Handover.Events { ring.everything }

    func restore(_ events: Handover.Events) {
        ring.restore(events)
    }

    /// Tells of something that has happened.
    ///
    /// - Parameters:
    ///   - source: a role's name or `supervisor`.
    ///   - json: one object.
    func publish(from source: String, _ json: [UInt8]) {
        ring.append(source: source, json, at: SystemClock.sinceEpoch())
        guard !followers.isEmpty, !wakesFollowers else { return }
        wakesFollowers = true
        loop.atEndOfRound { [unowned self] in
            wakesFollowers = false
            for follower in followers.values { follower.proceed() }
        }
    }

    /// The same of the supervisor itself.
    ///
    /// - Parameter write: the members of the object.
    func publish(_ write: (inout JSONText) -> Void) {
        publish(from: "supervisor", RoleEvent(write).json)
    }

    func stream(to connection: VarlinkConnection, more: Bool, follows: Bool, after number: UInt64, since time: Duration) {
        let stream = EventStream(connection, more: more, follows: follows, after: number, since: time) { [unowned self] in
            ring.batch(after: $0, since: $1, limit: $2)
        }
        if follows {
            let identity = ObjectIdentifier(stream)
            followers[identity] = stream
            connection.onAbandoned = { [unowned self] in followers[identity] = nil }
        }
        stream.start()
    }
}
