internal import ArgumentParser
internal import LinuxSystem

@main
struct LVSControl: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lvsctl",
        abstract: "Asks and tells a running lvsd.",
        discussion: """
            A real server is named as in the configuration or shortly: 10.0.0.1:80, [2001:db8::1]:80, or its address alone where that leaves one \
            choice. The same goes for virtual servers (--of).

            Exit status: 0 done; 1 the daemon refused or failed; 3 no daemon answers; 4 not permitted; 5 there is no such object, or more than one; \
            6 the daemon can't do that; 64 the command line is wrong.
            """,
        subcommands: [
            StatusCommand.self, Watch.self, Show.self, Events.self, Explain.self, Drain.self, Undrain.self, Enable.self, Disable.self, Weight.self, Check.self,
            FailOver.self, Stats.self, Metrics.self, Plan.self, Reload.self, Confirm.self, Rollback.self, Dump.self, Debug.self, LogLevel.self,
            Upgrade.self,
        ],
        defaultSubcommand: StatusCommand.self)

    static func main() {
        let commands = Set(configuration.subcommands.map { $0._commandName })
        let order = CommandLineOrder(Array(CommandLine.arguments.dropFirst()), commands: commands.union(["help"]), globalOptions: ["--runtime-dir"])
        if let word = order.unknownCommand {
            Console.printError("lvsctl: there is no command `\(Printable.line(word))`. `lvsctl --help` names them all.\n")
            exit(withError: ExitCode(64))
        }
        main(order.arguments)
    }
}
