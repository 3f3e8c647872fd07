internal import Configuration
internal import ConfigurationLanguage
internal import ControlProtocol
internal import EventLoop
internal import LinuxSystem
internal import NetworkTypes
internal import Processes
internal import Varlink

/// The methods that read configurations: in a child, as everywhere in the supervisor.
extension ControlService {
    /// `GetConfiguration`.
    func sendConfiguration(to connection: VarlinkConnection, more: Bool) {
        guard let number = daemon.configuration?.number else { return Self.noConfiguration.fail(connection) }
        work(for: connection, outputs: 1) { outputs in
            guard let snapshot = Self.snapshot(number) else { return 1 }
            let text = Configuration.read(snapshot).configuration.text
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Secrets.masked($0) }
            return Self.write(Array(lines.joined(separator: "\n").utf8), to: outputs[0])
        } then: { [unowned self] status, outputs in
            if status != 0 { return ControlProblem.failure(.failed, "The running configuration can't be read.").fail(connection) }
            start([ControlStep(member: "text", form: .text, source: .file(outputs[0]))], for: connection, more: more)
        }
    }

    /// `Plan`.
    func sendPlan(of file: String?, to connection: VarlinkConnection, more: Bool) {
        guard let number = daemon.configuration?.number else { return Self.noConfiguration.fail(connection) }
        let path = file ?? daemon.options.configurationPath
        let settings = daemon.options.settings
        work(for: connection, outputs: 2) { outputs in
            guard let running = Self.snapshot(number), let (reading, snapshot) = try? ConfigurationSource.load(path, settings: settings) else { return 2 }
            let diagnostics = reading.diagnostics(on: MachineFacts(observedFor: reading.requirements))
            let old = Configuration.read(running).configuration
            let changes = reading.configuration.changes(from: old)
            _ = Self.write(ConfigurationJSON.lines(diagnostics, in: snapshot), to: outputs[0])
            _ = Self.write(ConfigurationJSON.lines(changes, from: old, to: reading.configuration), to: outputs[1])
            return reading.outcome == .clean ? 0 : 3
        } then: { [unowned self] status, outputs in
            if status == 2 { return ControlProblem.failure(.failed, "\(path) can't be read.").fail(connection) }
            let steps = [
                ControlStep(member: "isUsable", form: .object, source: .ready(Array((status == 0 ? "true" : "false").utf8))),
                ControlStep(member: "diagnostics", form: .list, source: .file(outputs[0])),
                ControlStep(member: "changes", form: .list, source: .file(outputs[1])),
            ]
            start(steps, for: connection, more: more)
        }
    }

    /// `Reload`: answered when its outcome is known.
    func reload(for connection: VarlinkConnection, confirmWithin time: Duration?) {
        daemon.reload(for: waiter(connection, confirmation: time))
    }

    /// `Rollback`.
    func rollBack(for connection: VarlinkConnection) {
        daemon.rollBack(
            for: ReloadWaiter { outcome, reason, _ in
                if outcome == .refused { return ControlProblem.failure(.refused, reason ?? "It isn't possible now.").fail(connection) }
                connection.reply(Self.object(outcome, reason, diagnostics: []))
            })
    }

    /// `Confirm`.
    func confirm(for connection: VarlinkConnection) {
        do throws(ControlProblem) {
            try daemon.confirmReload(by: connection.peer.user)
            connection.reply(Array("{}".utf8))
        } catch {
            error.fail(connection)
        }
    }

    private func waiter(_ connection: VarlinkConnection, confirmation: Duration?) -> ReloadWaiter {
        ReloadWaiter(confirmation: confirmation) { [unowned self] outcome, reason, findings in
            func answer(_ diagnostics: [UInt8]) { connection.reply(Self.object(outcome, reason, diagnostics: diagnostics)) }
            guard let findings else { return answer([]) }
            if findings.whenKnown(answer) { read(findings) }
        }
    }

    /// However that ends: the outcome of the reload is told.
    private func read(_ findings: ReloadFindings) {
        let number = findings.number
        do throws(SystemError) {
            try readers.start(
                outputs: 1, now: SystemClock.now(),
                { outputs in
                    ConfigurationSource.limitPrivileges()
                    guard let snapshot = Self.snapshot(number) else { return 1 }
                    let reading = Configuration.read(snapshot)
                    let diagnostics = reading.diagnostics(on: MachineFacts(observedFor: reading.requirements))
                    return Self.write(ConfigurationJSON.lines(diagnostics, in: snapshot), to: outputs[0])
                }
            ) { _, outputs in findings.areKnown(outputs[0].lines(from: 0, limit: 256 << 10) ?? []) }
        } catch {
            findings.areKnown([])
        }
    }

    private static func object(_ outcome: ReloadOutcome, _ reason: String?, diagnostics: [UInt8]) -> [UInt8] {
        var text = JSONText()
        text.object {
            $0.member("outcome", outcome.rawValue)
            $0.member("reason", reason)
            $0.member("diagnostics", ready: ControlStep.value(diagnostics, .list))
        }
        return text.bytes
    }

    private static let noConfiguration = ControlProblem.failure(.failed, "There is no running configuration.")

    // MARK: Children

    /// For clients, at a time.
    private static let mostReaders = 4

    /// - Parameters:
    ///   - body: what the child does; its exit status goes to `finish`.
    ///   - finish: is called where the child has ended by itself; where it hasn't, the client gets an error.
    private func work(
        for connection: VarlinkConnection, outputs count: Int, _ body: ([Int32]) -> Int32, then finish: @escaping (Int32, [JobOutput]) -> Void
    ) {
        if readers.count >= Self.mostReaders {
            return ControlProblem.failure(.refused, "As many clients as the daemon serves at a time already read configurations. Try again.").fail(connection)
        }
        do throws(SystemError) {
            try readers.start(
                outputs: count, now: SystemClock.now(),
                { outputs in
                    ConfigurationSource.limitPrivileges()
                    return body(outputs)
                }
            ) { end, outputs in
                guard case .exited(let status) = end else {
                    return ControlProblem.failure(.failed, "The process that reads the configuration \(end).").fail(connection)
                }
                finish(status, outputs)
            }
        } catch {
            ControlProblem.failure(.failed, "\(error)").fail(connection)
        }
    }

    private static func snapshot(_ number: Int32) -> SourceSnapshot? {
        guard let file = try? FileDescriptor.duplicate(of: number) else { return nil }
        return SourceSnapshot(sealed: file)
    }

    private static func write(_ bytes: [UInt8], to number: Int32) -> Int32 {
        guard let file = try? FileDescriptor.duplicate(of: number), (try? file.writeAll(bytes)) != nil else { return 1 }
        return 0
    }
}
