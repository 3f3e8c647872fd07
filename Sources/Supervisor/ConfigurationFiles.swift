internal import ConfigurationLanguage
internal import LinuxSystem

/// Included files on this machine's disk.
struct ConfigurationFiles: SourceReader {
    /// More names than a directory of configuration files has.
    private static let maximumNames = 1 << 16

    /// Notes down what is read, where somebody wants to know.
    var recorder: FileVersionRecorder?

    func read(_ path: String, limit: Int) throws(SourceFailure) -> SourceFile {
        recorder?.note(file: path)
        if let status = FileStatus(path) {
            switch status.kind {
            case .directory: throw .directory
            case .other: throw .notRegular
            case .regular where status.isExecutable: throw .executable
            case .regular: break
            }
        }
        do throws(SystemError) {
            // The file may have been exchanged since: only this read decides what is taken.
            let bytes = try Files.read(path, limit: limit)
            return SourceFile(bytes: bytes, identity: FileStatus(path)?.identity ?? [])
        } catch {
            switch error.code {
            case SystemError.noEntry: throw .missing
            case SystemError.fileTooLarge: throw .tooLarge
            default: throw .unreadable(reason: SystemError.text(error.code))
            }
        }
    }

    func names(in directory: String) -> [String] {
        let names = Files.names(in: directory, limit: Self.maximumNames)
        recorder?.note(directory: directory, names: names)
        return names
    }

    func exists(_ path: String) -> Bool {
        FileStatus(path) != nil
    }

    func environment(_ name: String) -> String? {
        CurrentProcess.environment(name)
    }
}
