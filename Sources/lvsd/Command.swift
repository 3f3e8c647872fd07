internal import Configuration
internal import ConfigurationLanguage
internal import LinuxSystem
internal import Supervisor

/// What the command line asks for.
enum Command {
    case run(SupervisorOptions)
    /// `-t`: reads the configuration and says what is wrong with it.
    case test(ConfigurationTest)
    /// `--print-config`.
    case printConfiguration(path: String, SourceSnapshot.Settings)
    /// `--print-reference`: for `scripts/update-reference`.
    case printReference(Reference)
    /// `--can-take-over`: of the running program to the one that is to take its place.
    case testTakeover
    case printVersion
    /// `--signum`.
    case printSignal(Int32)
    case printHelp
    case refuse(String)

    /// What is made from the keyword tables.
    enum Reference: String {
        case page, schema
        case notSupportedYet = "not-supported-yet"
    }

    private static let known: [CommandLineOptions.Option] = [
        .init("use-file", "f", .required),
        .init("config-id", "i", .required),
        .init("all-config", "e"),
        .init("dont-fork", "n"),
        .init("log-console", "l"),
        .init("log-detail", "D"),
        .init("log-facility", "S", .required),
        .init("log-file", "g", .optional),
        .init("flush-log-file"),
        .init("log-format", nil, .required),
        .init("log-level", nil, .required),
        .init("log-debug", nil, .required),
        .init("system-log", nil, .required),
        .init("umask", "u", .required),
        .init("namespace", "s", .required),
        .init("dump-conf", "d"),
        .init("no-syslog", "G"),
        .init("pid", "p", .required),
        .init("vrrp_pid", "r", .required),
        .init("checkers_pid", "c", .required),
        .init("bfd_pid", "b", .required),
        .init("vrrp", "P"),
        .init("check", "C"),
        .init("no_bfd", "B"),
        .init("all"),
        .init("release-vips", "X"),
        .init("dont-release-vrrp", "V"),
        .init("dont-release-ipvs", "I"),
        .init("dont-respawn", "R"),
        .init("address-monitoring", "a"),
        .init("core-dump", "m"),
        .init("core-dump-pattern", "M", .optional),
        .init("snmp", "x"),
        .init("snmp-agent-socket", "A", .required),
        .init("genhash", "T"),
        .init("config-test", "t", .optional),
        .init("format", nil, .required),
        .init("strict-config"),
        .init("print-config"),
        .init("print-reference", nil, .required),
        .init("runtime-dir", nil, .required),
        .init("signum", nil, .required),
        .init("version", "v"),
        .init("help", "h"),
        // Of one program to the next one in an upgrade; not for people.
        .init("can-take-over"),
        .init("handover", nil, .required),
    ]

    /// - Parameter arguments: the program's name first.
    init(_ arguments: [String]) {
        let parsed = CommandLineOptions.parse(arguments, Self.known)
        if parsed.hasErrors {
            self = .refuse("try `lvsd --help`")
            return
        }
        if let operand = parsed.operands.first {
            self = .refuse("unexpected argument `\(operand)`: the configuration file is given with -f FILE")
            return
        }
        var reading = CommandReading()
        for (name, argument) in parsed.options {
            if let answer = reading.take(name, argument) {
                self = answer
                return
            }
        }
        self = reading.command
    }
}
