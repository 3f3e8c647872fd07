internal import ControlProtocol
internal import LinuxSystem
internal import NetworkTypes

extension Supervisor {
    /// The supervisor's part of the metrics: OpenMetrics text (families of its own), without `# EOF`.
    func metrics(clients: Int, calls: UInt64) -> [UInt8] {
        var text = MetricText()
        text.family("lvsd_build", "info", help: "The version of the daemon.")
        text.sample("lvsd_build_info", [("version", options.version)], "1")
        text.family("lvsd_start_time_seconds", "gauge", unit: "seconds", help: "When the daemon was started, since 1970.")
        text.sample("lvsd_start_time_seconds", [], startedAt.secondsText)
        text.family("lvsd_configuration_read_time_seconds", "gauge", unit: "seconds", help: "When the running configuration was read, since 1970.")
        text.sample("lvsd_configuration_read_time_seconds", [], facts.readAt.secondsText)
        text.family("lvsd_configuration_is_older_than_file", "gauge", help: "1 where the configuration file has changed since it was read.")
        text.sample("lvsd_configuration_is_older_than_file", [], isConfigurationOlderThanFile ? "1" : "0")
        text.family("lvsd_reloads", "counter", help: "Reloads by their outcome.")
        for outcome in [ReloadOutcome.applied, .refused, .rolledBack] {
            text.sample("lvsd_reloads_total", [("outcome", outcome.rawValue)], "\(history.count(outcome))")
        }
        let handles = handles.filter { $0.role.hasBlocksOfItsOwn || facts.busyRoles.contains($0.role) }
        text.family("lvsd_role_up", "gauge", help: "1 where the process of a role is at work.")
        for handle in handles { text.sample("lvsd_role_up", [("role", handle.role.rawValue)], handle.isReady ? "1" : "0") }
        text.family("lvsd_role_restarts", "counter", help: "How often a role was started again because its process had died.")
        for handle in handles { text.sample("lvsd_role_restarts_total", [("role", handle.role.rawValue)], "\(handle.restarts)") }
        text.family("lvsd_control_clients", "gauge", help: "Clients of the control socket.")
        text.sample("lvsd_control_clients", [], "\(clients)")
        text.family("lvsd_control_calls", "counter", help: "Calls that came over the control socket.")
        text.sample("lvsd_control_calls_total", [], "\(calls)")
        return Array(text.text.utf8)
    }
}

/// OpenMetrics text, of a few families.
private struct MetricText {
    private(set) var text = ""

    mutating func family(_ name: String, _ type: String, unit: String? = nil, help: String) {
        text += "# TYPE \(name) \(type)\n"
        if let unit { text += "# UNIT \(name) \(unit)\n" }
        text += "# HELP \(name) \(help)\n"
    }

    mutating func sample(_ name: String, _ labels: [(String, String)], _ value: String) {
        let list = labels.map { "\($0.0)=\"\($0.1)\"" }.joined(separator: ",")
        text += name + (list.isEmpty ? "" : "{\(list)}") + " " + value + "\n"
    }
}
