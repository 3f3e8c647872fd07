internal import NetworkTypes

extension ConfigurationWriter {
    /// What stands outside of any block.
    mutating func writeRoot(_ daemon: DaemonDefinitions) {
        if let name = daemon.instance { line("instance", Self.quoted(name)) }
        if let name = daemon.networkNamespace { line("net_namespace", Self.quoted(name)) }
        switch daemon.tableNamespace {
        case .initial: line("net_namespace_ipvs")
        case .named(let name): line("net_namespace_ipvs", Self.quoted(name))
        case nil: break
        }
        if daemon.usesPIDDirectory { line("use_pid_dir") }
        if let time = daemon.longestStop { line("child_wait_time", time.secondsText) }
    }

    mutating func write(_ daemon: DaemonDefinitions) {
        if let name = daemon.processName { line("process_name", Self.quoted(name)) }
        if let mask = daemon.fileModeMask { line("umask", "0" + String(mask, radix: 8)) }
        if let path = daemon.reloadLog { line("reload_check_config", Self.quoted(path)) }
        if let path = daemon.reloadTimeFile { line("reload_time_file", Self.quoted(path)) }
        if daemon.repeatsReload { line("reload_repeat") }
        switch daemon.reloadFile {
        case .standard: line("reload_file")
        case .path(let path): line("reload_file", Self.quoted(path))
        case nil: break
        }
        if let path = daemon.saveDirectory { line("config_save_dir", Self.quoted(path)) }
        write(daemon.dataFiles)
    }

    private mutating func write(_ files: DataFileSettings) {
        if let path = files.state { line("state_dump_file", Self.quoted(path)) }
        if let path = files.statistics { line("stats_dump_file", Self.quoted(path)) }
        if let path = files.json { line("json_dump_file", Self.quoted(path)) }
        if files.usesDistinction { line("data_use_instance", "on") }
        line("json_version", "\(files.jsonVersion)")
    }

    mutating func write(_ processes: RoleProcesses) {
        write(processes.vrrp, of: "vrrp")
        write(processes.check, of: "checker")
        write(processes.bfd, of: "bfd")
        line("max_auto_priority", "\(processes.highestAutomaticPriority ?? 0)")
        line("min_auto_priority_delay", microseconds(processes.automaticPriorityDelay))
    }

    private mutating func write(_ process: ProcessSettings, of role: String) {
        if let name = process.name { line(role + "_process_name", Self.quoted(name)) }
        if let niceness = process.niceness { line(role + "_priority", "\(niceness)") }
        if let priority = process.realTimePriority { line(role + "_rt_priority", "\(priority)") }
        if process.realTimePriority != nil || process.realTimeLimit != ProcessSettings.defaultRealTimeLimit {
            line(role + "_rlimit_rttime", microseconds(process.realTimeLimit))
        }
        if process.staysInMemory { line(role + "_no_swap") }
        if !process.processors.isEmpty { line([role + "_cpu_affinity"].map { Array($0.utf8) } + process.processors.map { Array("\($0)".utf8) }) }
    }

    private func microseconds(_ time: Duration) -> String {
        "\(time.wholeNanoseconds / 1000)"
    }
}
