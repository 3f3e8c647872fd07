internal import ConfigurationLanguage
internal import VRRP

/// `track_file`.
let trackedFileKeywords: [Keyword] = [
    trackedFileBlock("track_file", .implemented),
    trackedFileBlock("vrrp_track_file", .obsolete("track_file")),
    .text("file", in: .trackFile, syntax: "PATH") { reader, _ in reader.readTrackedPath(reader.current) },
    .words("weight", in: .trackFile, syntax: "-254-254 [reverse|noreverse]", default: "1", 1...2) { reader, statement in
        if let weight = reader.trackingWeight(1, in: statement, TrackingWeight.wideRange) { reader.trackedFile.weight = weight }
    },
    .words("init_file", in: .trackFile, syntax: "[VALUE] [overwrite]", 0...2) { $0.readInitialization($1) },
]

private func trackedFileBlock(_ name: String, _ status: Keyword.Status) -> Keyword {
    .block(
        name, in: .root, syntax: "NAME", opens: .trackFile, 1...1, status: status, part: .all,
        begin: { $0.beginTrackedFile($1) }, end: { $0.endTrackedFile($1) })
}

/// `vrrp_track_process`.
let trackedProcessKeywords: [Keyword] = [
    .block(
        "vrrp_track_process", in: .root, syntax: "NAME", opens: .trackProcess, 1...1, part: .vrrp,
        begin: { $0.beginTrackedProcess($1) }, end: { $0.endTrackedProcess($1) }),
    .words("process", in: .trackProcess, syntax: "PROGRAM [ARGUMENT...]", 1...Int.max) { reader, statement in
        reader.trackedProcess.words = (1..<reader.tree.wordCount(of: statement)).map { reader.string($0, in: statement) }
    },
    .words("param_match", in: .trackProcess, syntax: "initial|partial", default: "all arguments are the same", 1...1) {
        $0.readArgumentMatch($1)
    },
    .words("weight", in: .trackProcess, syntax: "-254-254 [reverse|noreverse]", default: "0", 1...2) { reader, statement in
        if let weight = reader.trackingWeight(1, in: statement, TrackingWeight.wideRange) { reader.trackedProcess.weight = weight }
    },
    .number("quorum", in: .trackProcess, 1...65535, default: "1") { $0.trackedProcess.quorum = $1 },
    .number("quorum_max", in: .trackProcess, 0...65535, default: "no limit") { $0.trackedProcess.quorumMaximum = $1 },
    .seconds("fork_delay", in: .trackProcess, .zero...(.seconds(3600)), default: "0") { $0.trackedProcess.forkDelay = $1 },
    .seconds("terminate_delay", in: .trackProcess, .zero...(.seconds(3600)), default: "0") { $0.trackedProcess.terminateDelay = $1 },
    .seconds("delay", in: .trackProcess, .zero...(.seconds(3600)), default: "0") {
        $0.trackedProcess.forkDelay = $1
        $0.trackedProcess.terminateDelay = $1
    },
    .flag("full_command", in: .trackProcess) { $0.trackedProcess.usesCommandLine = true },
]
