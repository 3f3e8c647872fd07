internal import ConfigurationLanguage
internal import LinuxSystem
internal import LogRecords
internal import Supervisor

/// Gathers what the options say, one after the other; what the command is shows when all are read.
struct CommandReading {
    private var options = SupervisorOptions(configurationPath: ConfigurationSource.defaultPath())
    private var onlyVRRP = false
    private var onlyCheck = false
    private var test: ConfigurationTest?
    private var format = ConfigurationTest.Format.text
    private var prints = false

    /// - Returns: the command, where this option decides it alone.
    mutating func take(_ name: String, _ argument: String?) -> Command? {
        let mistake = LogOptions.apply(name, argument, to: &options.log) ?? FileOptions.apply(name, argument, to: &options)
        EndOptions.apply(name, argument, to: &options)
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
        case ("handover", let number?): options.handover = Int32(number)
        default: return Self.answer(name, argument)
        }
        return nil
    }

    /// What needs no configuration.
    private static func answer(_ name: String, _ argument: String?) -> Command? {
        switch (name, argument) {
        case ("print-reference", let name?): Command.Reference(rawValue: name).map { .printReference($0) } ?? .refuse("no such reference")
        case ("can-take-over", _): .testTakeover
        case ("signum", let name?):
            SignalNames.numbers[name].map { .printSignal($0) } ?? .refuse("--signum is one of \(SignalNames.numbers.keys.sorted().joined(separator: ", "))")
        case ("genhash", _): .refuse("genhash is no part of lvsd: `curl --silent URL | md5sum` prints the digest of a page")
        case ("version", _): .printVersion
        case ("help", _): .printHelp
        default: nil
        }
    }

    /// What all options together ask for.
    var command: Command {
        var options = options
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
        options.configurationPath = Files.absolute(options.configurationPath)
        options.log.file = options.log.file.map(Files.absolute)
        return .run(options)
    }
}
