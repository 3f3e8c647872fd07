internal import ArgumentParser
internal import LinuxSystem
internal import NetworkTypes

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "status", abstract: "Shows on one screen how everything stands, warnings first.")

    @OptionGroup var global: GlobalOptions
    @Flag(help: "Prints one JSON object with all that the daemon says.")
    var json = false

    func run() throws {
        try perform { () throws(Failure) in
            var status = Status()
            try global.connect().stream("GetStatus") { reply in status.add(reply) }
            if json { return Console.print(status.json.text + "\n") }
            let text = StatusText(status: status, now: Words.now, style: Style(colours: Console.outputTakesColours), width: Console.outputColumns)
            Console.print(text.lines.joined(separator: "\n") + "\n")
        }
    }
}
