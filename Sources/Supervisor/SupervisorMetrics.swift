internal import ControlProtocol
internal import LinuxSystem
internal import NetworkTypes

extension Supervisor {
    private typealias Family = OpenMetricsText.Family

    /// The supervisor's part of the metrics: OpenMetrics text (families of its own), without `# EOF`.
    func metrics(clients: Int, calls: UInt64) -> [UInt8] {
        var text = OpenMetricsText()
        func tell(_ family: Family, _ samples: (Family, inout OpenMetricsText) -> Void) {
            text.begin(family)
            samples(family, &text)
        }
        tell(Family("lvsd_build", .info, "The version of the daemon.")) { $1.sample($0, [("version", options.version)], 1) }
        tell(Family("lvsd_start_time_seconds", .gauge, unit: "seconds", "When the daemon was started, since 1970.")) { $1.sample($0, [], startedAt) }
        tell(Family("lvsd_configuration_read_time_seconds", .gauge, unit: "seconds", "When the running configuration was read, since 1970.")) {
            $1.sample($0, [], facts.readAt)
        }
        tell(Family("lvsd_configuration_is_older_than_file", .gauge, "1 where the configuration file has changed since it was read.")) {
            $1.sample($0, [], isConfigurationOlderThanFile)
        }
        tell(Family("lvsd_reloads", .counter, "Reloads by their outcome.")) { family, text in
            for outcome in ReloadOutcome.allCases { text.sample(family, [("outcome", outcome.rawValue)], history.count(outcome)) }
        }
        let handles = handles.filter { $0.role.hasBlocksOfItsOwn || facts.busyRoles.contains($0.role) }
        tell(Family("lvsd_role_up", .gauge, "1 where the process of a role is at work.")) { family, text in
            for handle in handles { text.sample(family, [("role", handle.role.rawValue)], handle.isReady) }
        }
        tell(Family("lvsd_role_restarts", .counter, "How often a role was started again because its process had died.")) { family, text in
            for handle in handles { text.sample(family, [("role", handle.role.rawValue)], handle.restarts) }
        }
        tell(Family("lvsd_control_clients", .gauge, "Clients of the control socket.")) { $1.sample($0, [], clients) }
        tell(Family("lvsd_control_calls", .counter, "Calls that came over the control socket.")) { $1.sample($0, [], calls) }
        return text.bytes
    }
}
