internal import ArgumentParser
internal import LinuxSystem
internal import NetworkTypes

struct Watch: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows the status on the whole screen, as it changes.",
        discussion: "Keys: up and down choose a line, Enter opens it, Esc goes back, s sorts, / filters, q quits.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "Seconds between two looks.") var interval = 1.0

    func validate() throws {
        guard (0.1...3600).contains(interval) else { throw ValidationError("--interval is 0.1 to 3600 seconds.") }
    }

    func run() throws {
        try perform { () throws(Failure) in
            var connection: ControlConnection? = try global.connect()
            guard let terminal = Terminal() else { throw .refused("watch needs a terminal; `lvsctl status` doesn't.") }
            var model = WatchModel()
            var lastLook = -Double.infinity
            while true {
                if Words.now - lastLook >= interval {
                    lastLook = Words.now
                    look(&connection, &model)
                }
                model.now = Words.now
                let (rows, columns) = terminal.size()
                terminal.show(WatchScreen(model: model, rows: rows, columns: columns, style: Style(colours: Console.outputTakesColours)).lines)
                guard let input = terminal.input(milliseconds: Int(min(interval, 1) * 1000)) else { return }
                for key in Key.keys(in: input) where !model.press(key) { return }
            }
        }
    }

    /// A daemon that is restarted is found again.
    private func look(_ connection: inout ControlConnection?, _ model: inout WatchModel) {
        do throws(Failure) {
            let present: ControlConnection
            if let connection { present = connection } else { present = try global.connect() }
            connection = present
            var status = Status()
            try present.stream("GetStatus") { reply in status.add(reply) }
            model.show(status)
        } catch {
            connection = nil
            model.show(problem: error.description)
        }
    }
}
