public import Configuration
internal import LinuxSystem
internal import NetworkTypes
internal import RegularExpressions

extension MachineFacts {
    /// Looks at this machine for what a configuration requires. What can't be found out is left out, and then nothing is said of it.
    public init(observedFor requirements: MachineRequirements) {
        self.init()
        if let found = try? NetworkInterfaces.addresses() {
            interfaces = found
        } else {
            for interface in requirements.interfaces { interfaces[interface.name] = [] }
        }
        for program in requirements.programs {
            programs[program.name] = ProgramFile(named: program.name).map {
                .found(isExecutable: $0.isExecutable, isWritableByOthers: $0.isWritableByOthers)
            } ?? .missing
        }
        for setting in requirements.settings {
            if let content = try? Files.read("/proc/sys/" + setting, limit: 4096) {
                settings[setting] = Int(String(decoding: content, as: UTF8.self).filter { !$0.isWhitespace })
            }
        }
        for expression in requirements.expressions {
            do throws(CompiledPattern.Mistake) {
                _ = try CompiledPattern(expression.pattern)
            } catch {
                mistakes[expression.pattern] = "\(error)"
            }
        }
        for file in requirements.files {
            do throws(SystemError) {
                _ = try Files.read(file.name, limit: 1 << 20)
            } catch {
                unreadableFiles[file.name] = "\(error)"
            }
        }
    }
}
