internal import ConfigurationLanguage
internal import NetworkTypes
internal import VRRP

/// What a `track_file` block has said so far.
struct TrackedFileDraft {
    var name = ""
    var path: String?
    var weight = TrackingWeight(1)
    var initialization: TrackedFile.Initialization?
}

/// What a `vrrp_track_process` block has said so far.
struct TrackedProcessDraft {
    var name = ""
    var words: [String] = []
    var argumentMatch: ProcessPattern.ArgumentMatch?
    var weight = TrackingWeight(0)
    var quorum = 1
    var quorumMaximum: Int?
    var forkDelay = Duration.zero
    var terminateDelay = Duration.zero
    var usesCommandLine = false
}

extension Reader {
    mutating func beginTrackedFile(_ statement: Int) -> Bool {
        trackedFile = TrackedFileDraft()
        trackedFile.name = string(1, in: statement)
        return declare(.file(trackedFile.name), .duplicateTracker, "`track_file`", at: place(1, in: statement))
    }

    mutating func endTrackedFile(_ statement: Int) {
        let draft = trackedFile
        guard let path = draft.path else {
            return reportIncomplete(statement, "file")
        }
        trackers[.file(draft.name)]?.weight = draft.weight
        trackedFileNumbers[draft.name] = configuration.trackedFiles.count
        configuration.trackedFiles.append(TrackedFile(name: draft.name, path: path, weight: draft.weight, initialization: draft.initialization))
    }

    mutating func reportIncomplete(_ statement: Int, _ keyword: String) {
        report(
            .error, .incompleteTracker, "`\(printable(tree.text(ofWord: 1, in: statement)))` has no `\(keyword)`; it is left out",
            at: place(1, in: statement))
    }

    /// `file PATH`
    mutating func readTrackedPath(_ statement: Int) {
        let path = string(1, in: statement)
        if path.hasPrefix("/"), !path.utf8.contains(0) {
            trackedFile.path = path
        } else {
            invalidValue(1, in: statement, expected: "a path that begins with `/`")
        }
    }

    /// `init_file [VALUE] [overwrite]`
    mutating func readInitialization(_ statement: Int) {
        var initialization = TrackedFile.Initialization(value: 0, overwrites: false)
        for word in 1..<max(1, tree.wordCount(of: statement)) {
            if isWord(word, in: statement, "overwrite") {
                initialization.overwrites = true
            } else if let value = Int32(string(word, in: statement)) {
                initialization.value = Int(value)
            } else {
                return invalidValue(word, in: statement, expected: "a whole number, or `overwrite`")
            }
        }
        trackedFile.initialization = initialization
    }

    mutating func beginTrackedProcess(_ statement: Int) -> Bool {
        trackedProcess = TrackedProcessDraft()
        trackedProcess.name = string(1, in: statement)
        return declare(.process(trackedProcess.name), .duplicateTracker, "`vrrp_track_process`", at: place(1, in: statement))
    }

    mutating func endTrackedProcess(_ statement: Int) {
        let draft = trackedProcess
        guard let program = draft.words.first, !program.isEmpty else { return reportIncomplete(statement, "process") }
        let maximum = draft.quorumMaximum ?? Int.max
        // `quorum_max 0` alone says that there must be none.
        let minimum = maximum == 0 ? 0 : draft.quorum
        guard minimum <= maximum else {
            report(
                .error, .invalidValue, "`quorum` \(minimum) is more than `quorum_max` \(maximum); the block is left out", at: place(1, in: statement))
            return
        }
        let arguments = Array(draft.words.dropFirst())
        let match = draft.argumentMatch ?? (arguments.isEmpty ? nil : .exact)
        trackers[.process(draft.name)]?.weight = draft.weight
        configuration.trackedProcesses.append(
            TrackedProcessDefinition(
                name: draft.name,
                pattern: ProcessPattern(
                    program: program, arguments: arguments, argumentMatch: match,
                    usesCommandLine: draft.usesCommandLine || match != nil || program.contains("/")),
                weight: draft.weight, quorum: minimum...maximum, forkDelay: draft.forkDelay, terminateDelay: draft.terminateDelay))
    }

    mutating func readArgumentMatch(_ statement: Int) {
        if isWord(1, in: statement, "initial") {
            trackedProcess.argumentMatch = .initial
        } else if isWord(1, in: statement, "partial") {
            trackedProcess.argumentMatch = .partial
        } else {
            invalidValue(1, in: statement, expected: "initial or partial")
        }
    }
}
