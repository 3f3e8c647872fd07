internal import ConfigurationLanguage
internal import NetworkTypes

/// `global_defs`: what the processes are called, how they are scheduled and kept in memory.
let processKeywords: [Keyword] =
    [
        .flag("process_names", in: .globalDefinitions) { $0.defaults.namesProcesses = true },
        .processName("process_name") { $0.configuration.global.daemon.processName = $1 },
        // keepalived's older name of checker_process_name.
        .processName("lvs_process_name") { $0.configuration.global.processes.check.name = $1 },
        .words("max_auto_priority", in: .globalDefinitions, syntax: "[-1-99]", default: "0", 0...1) { $0.readAutomaticPriority($1) },
        .number("min_auto_priority_delay", in: .globalDefinitions, 1...10_000_000, default: "1000000") {
            $0.configuration.global.processes.automaticPriorityDelay = .microseconds(Int64($1))
        },
    ]
    + processKeywords("vrrp", \.vrrp) + processKeywords("checker", \.check) + processKeywords("bfd", \.bfd)

/// Those of one role.
private func processKeywords(_ role: String, _ process: any WritableKeyPath<RoleProcesses, ProcessSettings> & Sendable) -> [Keyword] {
    [
        .processName(role + "_process_name") { $0.configuration.global.processes[keyPath: process].name = $1 },
        .words(role + "_priority", in: .globalDefinitions, syntax: "-20-19", default: "as started", 1...1) { reader, statement in
            if let value = reader.signedNumber(1, in: statement, -20...19) { reader.configuration.global.processes[keyPath: process].niceness = value }
        },
        .number(role + "_rt_priority", in: .globalDefinitions, 1...99, default: "not in real time") {
            $0.configuration.global.processes[keyPath: process].realTimePriority = $1
        },
        .flag(role + "_no_swap", in: .globalDefinitions) { $0.configuration.global.processes[keyPath: process].staysInMemory = true },
        .words(role + "_cpu_affinity", in: .globalDefinitions, syntax: "NUMBER...", default: "every processor", 1...ProcessSettings.mostProcessors) {
            reader, statement in
            var processors: Set<Int> = []
            for word in 1..<reader.tree.wordCount(of: statement) {
                guard let number = reader.number(word, in: statement, 0...ProcessSettings.mostProcessors - 1) else { return }
                processors.insert(number)
            }
            reader.configuration.global.processes[keyPath: process].processors = processors.sorted()
        },
        .realTimeLimit(role + "_rlimit_rttime", process),
        .realTimeLimit(role + "_rlimit_rtime", process, status: .obsolete("\(role)_rlimit_rttime")),
    ]
}

extension Keyword {
    fileprivate static func processName(_ name: String, set: @escaping @Sendable (inout Reader, String) -> Void) -> Keyword {
        .text(name, in: .globalDefinitions, syntax: "NAME", default: "lvsd's own") { reader, word in
            guard !word.isEmpty, word.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") }) else {
                return reader.invalidValue(1, in: reader.current, expected: "a name")
            }
            set(&reader, String(decoding: word.utf8.prefix(ProcessSettings.longestName), as: UTF8.self))
        }
    }

    /// In microseconds.
    fileprivate static func realTimeLimit(
        _ name: String, _ process: any WritableKeyPath<RoleProcesses, ProcessSettings> & Sendable, status: Status = .implemented
    ) -> Keyword {
        .number(name, in: .globalDefinitions, 2...Int(UInt32.max), default: "10000", status: status) {
            $0.configuration.global.processes[keyPath: process].realTimeLimit = .microseconds(Int64($1))
        }
    }
}
