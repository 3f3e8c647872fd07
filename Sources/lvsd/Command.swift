internal import Configuration
internal import ConfigurationLanguage
internal import LinuxSystem
internal import LogRecords
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
        self = Self.command(parsed.options)
    }

    private static func command(_ given: [(name: String, argument: String?)]) -> Command {
        var options = SupervisorOptions(configurationPath: ConfigurationSource.defaultPath())
        var onlyVRRP = false
        var onlyCheck = false
        var test: ConfigurationTest?
        var format = ConfigurationTest.Format.text
        var prints = false
        for (name, argument) in given {
            let mistake = LogOptions.apply(name, argument, to: &options.log) ?? applyFileOption(name, argument, to: &options)
            if let mistake { return .refuse(mistake) }
            switch (name, argument) {
            case ("use-file", let path?): options.configurationPath = path
            case ("config-id", let identity?): options.settings.configurationID = identity
            case ("all-config", _): options.settings.requiresEveryFile = true
            case ("dont-fork", _): options.foreground = true
            case ("dump-conf", _): options.dumpsConfiguration = true
            case ("vrrp", _): onlyVRRP = true
            case ("check", _): onlyCheck = true
            case ("config-test", let output): test = ConfigurationTest(path: "", settings: options.settings, output: output)
            case ("format", let name?):
                guard let known = ConfigurationTest.Format(rawValue: name) else { return .refuse("--format is text or json") }
                format = known
            case ("strict-config", _): options.refusesErrors = true
            case ("print-config", _): prints = true
            case ("print-reference", let name?):
                return Reference(rawValue: name).map { .printReference($0) } ?? .refuse("no such reference")
            case ("can-take-over", _): return .testTakeover
            case ("handover", let number?): options.handover = Int32(number)
            case ("signum", let name?):
                return SignalNames.numbers[name].map { .printSignal($0) } ?? .refuse("--signum is one of \(SignalNames.numbers.keys.sorted().joined(separator: ", "))")
            case ("version", _): return .printVersion
            case ("help", _): return .printHelp
            default: continue
            }
        }
        if var test {
            test.path = options.configurationPath
            test.settings = options.settings
            test.format = format
            return .test(test)
        }
        if prints { return .printConfiguration(path: options.configurationPath, options.settings) }
        // -P and -C together mean both, as with keepalived.
        options.runsVRRP = onlyVRRP || !onlyCheck
        options.runsCheck = onlyCheck || !onlyVRRP
        options.startDirectory = Files.currentDirectory
        options.configurationPath = absolute(options.configurationPath)
        options.log.file = options.log.file.map(absolute)
        return .run(options)
    }

    /// The options about files that the daemon makes, and about BFD.
    ///
    /// - Returns: what is wrong with the value.
    private static func applyFileOption(_ name: String, _ argument: String?, to options: inout SupervisorOptions) -> String? {
        switch (name, argument) {
        case ("umask", let digits?):
            guard let mask = FileModeMask(digits) else { return "--umask is a number up to 0777, octal with a leading 0" }
            options.fileModeMask = mask.bits
        case ("pid", let path?): options.pidFile = absolute(path)
        case ("vrrp_pid", let path?): options.vrrpPIDFile = absolute(path)
        case ("checkers_pid", let path?): options.checkPIDFile = absolute(path)
        case ("no_bfd", _): options.runsBFD = false
        case ("bfd_pid", let path?): options.bfdPIDFile = absolute(path)
        case ("runtime-dir", let path?):
            options.runtimeDirectory = absolute(path)
            options.hasGivenRuntimeDirectory = true
        case ("namespace", let name?):
            guard !name.isEmpty, !name.contains("/"), !name.hasPrefix(".") else { return "--namespace is the name of a network namespace, as `ip netns` lists them" }
            options.networkNamespace = name
        default: break
        }
        return nil
    }

    /// The daemon leaves the directory in which it was started.
    private static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let directory = Files.currentDirectory else { return path }
        return directory + "/" + path
    }
}
