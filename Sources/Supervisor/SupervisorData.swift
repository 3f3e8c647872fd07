internal import ControlProtocol
internal import LinuxSystem
internal import Logging

extension Supervisor {
    /// `keepalived_parent.data`, when a signal asks for the files: what this process can say of itself. Passwords don't stand in it.
    func writeData() {
        let path = DataFilePlace(places.runtimeDirectory, facts.settings.daemon).path(of: .data, part: "_parent")
        let text = dump(clients: control?.clientCount ?? 0, calls: control?.calls ?? 0)
        do throws(SystemError) {
            logger.info("Printing daemon data for process(\(CurrentProcess.identifier)) on signal")
            let file = try ReplacementFile(path, mode: 0o600)
            try file.append(text)
            try file.complete()
        } catch {
            logger.error("\(error): \(path) isn't written")
        }
    }
}
