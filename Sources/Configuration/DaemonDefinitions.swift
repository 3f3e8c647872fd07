/// What the configuration says about the daemon as a program: where its files stand, in which network it works, when it reloads.
public struct DaemonDefinitions: Hashable, Sendable {
    /// `process_name`, else what `process_names` gives it; nil: lvsd's own.
    public var processName: String?
    /// `instance`: tells several daemons of one network namespace apart. Can't be changed by a reload.
    public var instance: String?
    /// `net_namespace`: where the daemon works; nil: where it was started. Can't be changed by a reload.
    public var networkNamespace: String?
    /// `net_namespace_ipvs`: where the IPVS table is kept, while probes are sent from the daemon's own; nil: there too. Can't be changed by
    /// a reload.
    public var tableNamespace: TableNamespace?
    /// `use_pid_dir`: files with process numbers stand where keepalived has them then.
    public var usesPIDDirectory = false
    /// `child_wait_time`: how long roles have to undo their work when the daemon stops; nil: as long as they work at it.
    public var longestStop: Duration?
    /// `umask`; nil: that of the command line, else 022.
    public var fileModeMask: UInt32?
    /// `reload_check_config FILE`: takes what is wrong with a configuration that is refused.
    public var reloadLog: String?
    /// `reload_time_file`: says when the configuration is to be read again.
    public var reloadTimeFile: String?
    /// `reload_repeat`: the file stays, and a time without a date comes every day.
    public var repeatsReload = false
    /// `reload_file`: stands there while configuration files are being read.
    public var reloadFile: ReloadFile?
    /// `config_save_dir`: takes the configurations before and after each reload.
    public var saveDirectory: String?
    public var dataFiles = DataFileSettings()

    /// The namespace of `net_namespace_ipvs`.
    public enum TableNamespace: Hashable, Sendable {
        /// The one in which the daemon was started.
        case initial
        case named(String)
    }

    public enum ReloadFile: Hashable, Sendable {
        /// `keepalived.reload` beside the files with process numbers.
        case standard
        case path(String)
    }

    public init() {}

    /// What is part of the names of files and of the log's identity, so that daemons don't mistake each other's: the namespace and the instance.
    public var distinction: String? {
        let parts = [networkNamespace, instance].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: "_")
    }
}

/// The files that keepalived's signals ask for.
public struct DataFileSettings: Hashable, Sendable {
    /// `state_dump_file`, `stats_dump_file` and `json_dump_file`: nil: keepalived's names in the runtime directory.
    public var state: String?
    public var statistics: String?
    public var json: String?
    /// `data_use_instance`: the names have the namespace and the instance in them.
    public var usesDistinction = false
    /// `json_version`: 1 is an array of instances, 2 an object that has it.
    public var jsonVersion = 1

    public init() {}
}
