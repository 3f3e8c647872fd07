internal import Configuration
internal import ConfigurationLanguage
internal import LinuxSystem
internal import Supervisor

/// `lvsd --print-config`: the effective configuration, every default filled in, in the same language.
enum ConfigurationPrint {
    /// The configuration goes to standard output; what is wrong with the text that it comes from, to standard error.
    ///
    /// - Returns: the exit status of `-t`.
    static func run(_ path: String, settings: SourceSnapshot.Settings) -> Int32 {
        let reading: Configuration.Reading
        let snapshot: SourceSnapshot
        do throws(SystemError) {
            (reading, snapshot) = try ConfigurationSource.load(path, settings: settings)
        } catch {
            Console.printError("\(path): error: \(SystemError.text(error.code)) [\(Diagnostic.Code.unreadableFile)]\n")
            return 4
        }
        Console.printError(DiagnosticRenderer(colours: Console.errorTakesColours).text(reading.diagnostics, in: snapshot))
        if reading.outcome != .unusable { Console.print(reading.configuration.encodedText) }
        return ConfigurationTest.exitStatus(of: reading.outcome)
    }
}
