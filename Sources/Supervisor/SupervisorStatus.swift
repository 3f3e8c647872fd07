internal import ControlProtocol
internal import LinuxSystem
internal import NetworkTypes
internal import Varlink

/// What the supervisor can say of itself and its roles.
extension Supervisor {
    /// Passes a client's request on to the role that it is about.
    func ask(_ role: Role, _ request: ControlRequest, then answer: @escaping (ControlReply) -> Void) {
        if let handle = handle(of: role), facts.busyRoles.contains(role) { return handle.ask(request, then: answer) }
        // A role without work has nothing to list, which is an answer; but nothing can be done to what isn't there.
        if request.method.listsObjects { return answer(.done(request)) }
        answer(.failed(request, .noSuchObject, "The configuration has nothing for the \(role.title) process to do, so it doesn't run."))
    }

    /// The roles that the configuration gives work to.
    var busyRoles: [Role] { handles.map(\.role).filter { facts.busyRoles.contains($0) } }

    /// The file, or one that it includes, was changed since the running configuration was read, or its last reload was refused.
    var isConfigurationOlderThanFile: Bool {
        FileStatus(options.configurationPath)?.version != facts.fileVersion || !isCurrent(facts.files)
    }

    /// Many questions in a row take one look: there may be thousands of files.
    private func isCurrent(_ files: FileVersions) -> Bool {
        if files.entries.isEmpty { return true }
        let now = SystemClock.now()
        if let last = lastLookAtFiles, last.readAt == facts.readAt, now - last.time < .seconds(1) { return last.wereCurrent }
        let areCurrent = files.isCurrent
        lastLookAtFiles = LookAtFiles(time: now, readAt: facts.readAt, wereCurrent: areCurrent)
        return areCurrent
    }

    struct LookAtFiles {
        var time: MonotonicInstant
        /// Of the configuration whose files they are.
        var readAt: Duration
        var wereCurrent: Bool
    }

    // MARK: Objects

    /// The object `Daemon` of the interface.
    func daemonObject(clients: Int, calls: UInt64) -> [UInt8] {
        var text = JSONText()
        text.object { writeDaemon(&$0, clients: clients, calls: calls) }
        return text.bytes
    }

    private func writeDaemon(_ text: inout JSONText, clients: Int, calls: UInt64) {
        text.member("version", options.version)
        text.member("processID", CurrentProcess.identifier)
        text.member("startedAt", seconds: startedAt)
        text.member("configurationFile", options.configurationPath)
        text.member("configurationReadAt", seconds: facts.readAt)
        text.member("isConfigurationOlderThanFile", isConfigurationOlderThanFile)
        text.member("reloads", history.count(.applied))
        text.member("refusedReloads", history.count(.refused))
        text.member("lastReload", history.last?.outcome.rawValue)
        text.member("lastReloadAt", seconds: history.last?.at)
        if let confirmUntil { text.member("confirmUntil", seconds: SystemClock.sinceEpoch() + (confirmUntil - SystemClock.now())) }
        text.member("clients", clients)
        text.member("calls", calls)
        text.array("roles") {
            for handle in handles {
                guard handle.process != nil || facts.busyRoles.contains(handle.role) else { continue }
                $0.object {
                    $0.member("role", handle.role.rawValue)
                    $0.member("processID", handle.process)
                    $0.member("isReady", handle.isReady)
                    $0.member("restarts", handle.restarts)
                }
            }
        }
    }

    /// What an operator should know at once: objects `Warning`, one per line.
    var warnings: [UInt8] {
        var text = JSONText()
        func warn(_ message: String, since: Duration? = nil) {
            text.object {
                $0.member("message", message)
                $0.member("since", seconds: since)
            }
            text.endLine()
        }
        if let last = history.last, last.outcome == .refused {
            warn("The last reload was refused: \(last.reason ?? "the configuration has errors") An older configuration is running; lvsd -t says what is wrong.", since: last.at)
        } else if isConfigurationOlderThanFile {
            warn("The running configuration is older than \(options.configurationPath) or what that includes: lvsctl plan shows what a reload would change.", since: facts.readAt)
        }
        if let confirmUntil {
            let left = max((confirmUntil - SystemClock.now()).components.seconds, 0)
            warn("The configuration before comes back in \(left) s, unless lvsctl confirm keeps this one.")
        }
        for handle in handles {
            guard facts.busyRoles.contains(handle.role) else { continue }
            if handle.process == nil {
                warn("The \(handle.role.title) process has died and is started again.")
            } else if !handle.isReady {
                warn("The \(handle.role.title) process is starting.")
            }
            if handle.restarts > 0 { warn("The \(handle.role.title) process was started again \(handle.restarts) times.") }
        }
        return text.bytes
    }

    /// Lines for a report.
    func dump(clients: Int, calls: UInt64) -> [UInt8] {
        Array("lvsd \(options.version)\n".utf8) + daemonObject(clients: clients, calls: calls) + [UInt8(ascii: "\n")] + warnings
    }
}

extension ControlMethod {
    /// Whether no objects at all are a true answer where the role has nothing to do.
    fileprivate var listsObjects: Bool {
        switch self {
        case .warnings, .virtualRouters, .syncGroups, .trackers, .virtualServers, .realServers, .checks, .statistics, .metrics,
            .dump, .sessions:
            true
        default: false
        }
    }
}
