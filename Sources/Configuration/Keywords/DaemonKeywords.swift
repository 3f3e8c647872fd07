internal import ConfigurationLanguage
internal import NetworkTypes

/// Outside of any block: what sets several daemons of one machine apart.
let daemonRootKeywords: [Keyword] =
    [
        .fileNamePart("instance") { $0.configuration.global.daemon.instance = $1 },
        .fileNamePart("net_namespace") { $0.configuration.global.daemon.networkNamespace = $1 },
        .words("net_namespace_ipvs", in: .root, syntax: "[NAME]", default: "that of the daemon", 0...1) { reader, statement in
            if reader.tree.wordCount(of: statement) == 1 { return reader.configuration.global.daemon.tableNamespace = .initial }
            let name = reader.string(1, in: statement)
            guard name.isFileName else { return reader.invalidValue(1, in: statement, expected: "the name of a network namespace") }
            reader.configuration.global.daemon.tableNamespace = .named(name)
        },
        Keyword(
            "namespace_with_ipsets", in: .root, .flag, status: .noEffect("ipsets belong to their network namespace since Linux 3.13"), action: .nothing),
        .flag("use_pid_dir", in: .root) { $0.configuration.global.daemon.usesPIDDirectory = true },
        .seconds("child_wait_time", in: .root, .zero...(.seconds(UInt32.max)), default: "as long as it takes") {
            $0.configuration.global.daemon.longestStop = $1
        },
    ]

/// `global_defs`: about the daemon as a program.
let daemonKeywords: [Keyword] = [
    .words("umask", in: .globalDefinitions, syntax: "NUMBER | IRUSR|IWGRP|...", default: "022", 1...17) { $0.readFileModeMask($1) },
    Keyword(
        "reload_check_config", in: .globalDefinitions, syntax: "[FILE]", values: 0...1,
        action: .value { reader, statement in
            // The check itself is always made.
            if let path = reader.optionalPath(in: statement) { reader.configuration.global.daemon.reloadLog = path }
        }),
    .path("reload_time_file") { $0.configuration.global.daemon.reloadTimeFile = $1 },
    .flag("reload_repeat", in: .globalDefinitions) { $0.configuration.global.daemon.repeatsReload = true },
    .words("reload_file", in: .globalDefinitions, syntax: "[FILE]", 0...1) { reader, statement in
        if reader.tree.wordCount(of: statement) == 1 { return reader.configuration.global.daemon.reloadFile = .standard }
        if let path = reader.optionalPath(in: statement) { reader.configuration.global.daemon.reloadFile = .path(path) }
    },
    .path("config_save_dir") { $0.configuration.global.daemon.saveDirectory = $1 },
    Keyword(
        "tmp_config_directory", in: .globalDefinitions, syntax: "DIRECTORY", values: 1...1,
        status: .noEffect("the configuration is kept in memory, where nobody can change it"), action: .nothing),
    Keyword(
        "use_symlink_paths", in: .globalDefinitions, .boolean, syntax: "[on|off]", values: 0...1,
        status: .noEffect("a script is always run under the path that is written"), action: .nothing),
    .path("state_dump_file") { $0.configuration.global.daemon.dataFiles.state = $1 },
    .path("stats_dump_file") { $0.configuration.global.daemon.dataFiles.statistics = $1 },
    .path("json_dump_file") { $0.configuration.global.daemon.dataFiles.json = $1 },
    // As keepalived's manual spells them.
    .path("state_file_location") { $0.configuration.global.daemon.dataFiles.state = $1 },
    .path("stats_file_location") { $0.configuration.global.daemon.dataFiles.statistics = $1 },
    .path("json_file_location") { $0.configuration.global.daemon.dataFiles.json = $1 },
    .boolean("data_use_instance", in: .globalDefinitions, default: "off") { $0.configuration.global.daemon.dataFiles.usesDistinction = $1 },
    .number("json_version", in: .globalDefinitions, 1...2, default: "1") { $0.configuration.global.daemon.dataFiles.jsonVersion = $1 },
]

extension Keyword {
    /// An absolute path: the daemon doesn't stay in the directory in which it was started.
    fileprivate static func path(_ name: String, set: @escaping @Sendable (inout Reader, String) -> Void) -> Keyword {
        .words(name, in: .globalDefinitions, syntax: "PATH", 1...1) { reader, statement in
            if let path = reader.optionalPath(in: statement) { set(&reader, path) }
        }
    }

    /// What becomes a part of file names.
    fileprivate static func fileNamePart(_ name: String, set: @escaping @Sendable (inout Reader, String) -> Void) -> Keyword {
        .words(name, in: .root, syntax: "NAME", 1...1) { reader, statement in
            let word = reader.string(1, in: statement)
            guard word.isFileName else { return reader.invalidValue(1, in: statement, expected: "a name of at most 64 bytes without `/`") }
            set(&reader, word)
        }
    }
}

extension String {
    /// Whether it can stand in the name of a file, and names no directory.
    fileprivate var isFileName: Bool {
        (1...64).contains(utf8.count) && !hasPrefix(".") && utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }
    }
}
