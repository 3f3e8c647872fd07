internal import BFDRole
internal import CheckRole
internal import Configuration
internal import ConfigurationLanguage
internal import ControlProtocol
internal import LinuxSystem
internal import LogRecords
internal import Logging
internal import Processes
internal import Supervisor
internal import VRRPRole

/// One executable for all processes: the daemon itself, and its roles, as which it starts itself again.
@main
enum Main {
    static func main() {
        // Swift reads them from /proc/self/cmdline: without, `lvsd -t` would be a daemon.
        guard !CommandLine.arguments.isEmpty else {
            Console.printError("lvsd: there is no /proc here, and without it lvsd can't work\n")
            CurrentProcess.exit(1)
        }
        if let arguments = RoleArguments(commandLine: CommandLine.arguments.dropFirst()) { CurrentProcess.exit(runRole(arguments)) }
        if let program = LeashedProgram(commandLine: CommandLine.arguments.dropFirst()) { CurrentProcess.exit(program.run()) }
        switch Command(CommandLine.arguments) {
        case .run(var options):
            options.version = Help.version
            CurrentProcess.exit(runDaemon(options))
        case .test(let test): CurrentProcess.exit(test.run())
        case .printConfiguration(let path, let settings): CurrentProcess.exit(ConfigurationPrint.run(path, settings: settings))
        case .printReference(.page): Console.print(KeywordReference.page)
        case .printReference(.schema): Console.print(KeywordReference.schema)
        case .printReference(.notSupportedYet): Console.print(KeywordReference.notSupportedYet)
        case .testTakeover: CurrentProcess.exit(TakeoverTest.run())
        case .printVersion: Console.print("lvsd v\(Help.version)\n")
        case .printSignal(let number): Console.print("\(number)\n")
        case .printHelp: Console.print(Help.usage)
        case .refuse(let reason):
            Console.printError("lvsd: \(reason)\n")
            CurrentProcess.exit(1)
        }
    }

    private static func runDaemon(_ options: SupervisorOptions) -> Int32 {
        guard CurrentProcess.isRoot else {
            Console.printError("lvsd: must be run by root: it sets addresses and the kernel's IPVS table\n")
            return 4
        }
        if options.handover == nil { CurrentProcess.closeInheritedDescriptors() }
        CurrentProcess.setFileModeMask(options.fileModeMask ?? SupervisorOptions.defaultFileModeMask)
        DaemonLog.begin(options.log, name: "lvsd")
        prepare(options)
        var detachment: Detachment?
        do throws(SystemError) {
            if !options.foreground, options.handover == nil { detachment = try Detachment(keepsStandardError: options.log.console) }
        } catch {
            Console.printError("lvsd: \(error)\n")
            return 1
        }
        do throws(StartFailure) {
            let supervisor = try Supervisor(options)
            try supervisor.start()
            detachment.take()?.finish(status: 0)
            supervisor.run()
            return 0
        } catch {
            Logger(area: .daemon).critical("\(error)")
            if !options.log.console, options.foreground { Console.printError("lvsd: \(error)\n") }
            if let detachment = detachment.take() {
                if !options.log.console { detachment.complain("lvsd: \(error)\n") }
                detachment.finish(status: error.exitStatus)
            }
            return Int32(error.exitStatus)
        }
    }

    private static func prepare(_ options: SupervisorOptions) {
        let logger = Logger(area: .daemon)
        for remark in options.remarks.sorted() { logger.warning("\(remark)") }
        if options.dumpsCore { CurrentProcess.allowCoreDumps() }
        guard let pattern = options.corePattern else { return }
        do throws(SystemError) {
            try Files.overwrite("/proc/sys/kernel/core_pattern", with: Array((pattern + "\n").utf8))
        } catch {
            logger.error("\(error): --core-dump-pattern has no effect")
        }
    }

    private static func runRole(_ arguments: RoleArguments) -> Int32 {
        CurrentProcess.setName(arguments.role.processName)
        // A terminal's interrupt goes to the whole group; what it means to a role comes from the supervisor.
        for signal in [Signal.hangup, Signal.interrupt, Signal.pipe] { CurrentProcess.ignore(signal: signal) }
        DaemonLog.begin(arguments.log, name: arguments.role.processName)
        switch arguments.role {
        case .vrrp: return VRRPRole.run(arguments, .inherited)
        case .check: return CheckRole.run(arguments, .inherited)
        case .bfd: return BFDRole.run(arguments, .inherited)
        }
    }
}
