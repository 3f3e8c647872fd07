extension SyntaxParser {
    /// Reads the files that an `include` statement names, where it stands.
    mutating func include(_ text: OriginText, _ keyword: IncludeKeyword) {
        let place = tree.expansions.place(of: 0..<text.count, in: text)
        let pattern = SourcePath.unquoted(text.part(keyword.length..<text.count).trimmed.bytes)
        if pattern.isEmpty {
            report(Diagnostic(.error, .missingFile, "`include` needs the name of a file", at: place))
            return
        }
        let checks = preprocessing.checks.union(keyword.checks)
        if reader == nil { return replay(pattern, checks, at: place) }
        let index = tree.snapshot.inclusions.count
        guard index < SourceSnapshot.maximumFileCount else { return report(.tooManyFiles, pattern, checks, at: place) }
        tree.snapshot.inclusions.append(SourceSnapshot.Inclusion(outcomes: []))
        for candidate in candidates(for: pattern) {
            switch candidate {
            case .failure(let failure):
                tree.snapshot.inclusions[index].outcomes.append(.failure(path: failure.path, failure.reason))
                report(failure.reason, failure.path, checks, at: place)
            case .path(let path): load(path, statement: index, checks, at: place)
            }
        }
    }

    /// Does with a complete snapshot what was done when it was made.
    private mutating func replay(_ pattern: String, _ checks: IncludeChecks, at place: SourceRange) {
        let index = preprocessing.nextInclusion
        preprocessing.nextInclusion += 1
        guard index < tree.snapshot.inclusions.count else {
            return report(index < SourceSnapshot.maximumFileCount ? .unknown : .tooManyFiles, pattern, checks, at: place)
        }
        let outcomes = tree.snapshot.inclusions[index].outcomes
        if isBesideOtherLines {
            waiting += outcomes.map { .inclusion($0, checks, place) }
        } else {
            for outcome in outcomes { follow(outcome, checks, at: place) { $0.enter($1, identity: [], at: place) } }
        }
    }

    /// - Parameter enter: has the file read, now or next.
    mutating func follow(
        _ outcome: SourceSnapshot.Inclusion.Outcome, _ checks: IncludeChecks, at place: SourceRange, enter: (inout SyntaxParser, UInt32) -> Void
    ) {
        switch outcome {
        case .failure(let path, let reason): report(reason, path, checks, at: place)
        case .file(let file):
            let found = tree.snapshot.files[Int(file)]
            if let limit = limit(on: found.bytes.count) { report(limit, found.path, checks, at: place) } else { enter(&self, file) }
        }
    }

    /// Reads a file from the disk into the snapshot.
    private mutating func load(_ path: String, statement: Int, _ checks: IncludeChecks, at place: SourceRange) {
        do throws(SourceFailure) {
            if let limit = limit(on: 0) { throw limit }
            if path.utf8.count > SourceSnapshot.maximumPathLength { throw .missing }
            guard tree.snapshot.files.count < SourceSnapshot.maximumFileCount else { throw .tooManyFiles }
            guard let reader else { throw .unknown }
            let file = try reader.read(path, limit: SourceSnapshot.maximumFileSize - preprocessing.includedBytes)
            if preprocessing.openFiles.contains(file.identity) { throw .cycle }
            if let limit = limit(on: file.bytes.count) { throw limit }
            let index = tree.snapshot.append(SourceSnapshot.File(path: path, bytes: file.bytes))
            tree.snapshot.inclusions[statement].outcomes.append(.file(index))
            enter(index, identity: file.identity, at: place)
        } catch {
            tree.snapshot.inclusions[statement].outcomes.append(.failure(path: path, error))
            report(error, path, checks, at: place)
        }
    }

    private func limit(on size: Int) -> SourceFailure? {
        if preprocessing.openFiles.count >= PreprocessingLimits.includeDepth { return .includedTooDeep }
        if preprocessing.includedBytes + size > SourceSnapshot.maximumFileSize { return .tooLarge }
        return nil
    }

    private mutating func enter(_ file: UInt32, identity: [UInt64], at place: SourceRange) {
        let entered = noteEntry(of: file, identity: identity)
        parseFile(file, expansion: tree.expansions.add(.include, "", at: place))
        noteEnd(of: entered)
    }

    /// What is as it was before when an included file ends.
    struct Entered {
        fileprivate let checks: IncludeChecks
        fileprivate let isAbandoned: Bool
    }

    /// Keeps the books of a file that is included, now or next.
    mutating func noteEntry(of file: UInt32, identity: [UInt64]) -> Entered {
        preprocessing.openFiles.append(identity)
        preprocessing.includedBytes += tree.snapshot.files[Int(file)].bytes.count
        return Entered(checks: preprocessing.checks, isAbandoned: preprocessing.isAbandoned)
    }

    /// A file can't change what is checked in the one that includes it.
    mutating func noteEnd(of entered: Entered) {
        preprocessing.openFiles.removeLast()
        preprocessing.checks = entered.checks
        preprocessing.isAbandoned = entered.isAbandoned
    }

    private mutating func report(_ failure: SourceFailure, _ path: String, _ checks: IncludeChecks, at place: SourceRange) {
        let isError = checks.forbid(failure) || tree.snapshot.settings.requiresEveryFile
        if failure == .noMatch, !isError { return }
        if tree.snapshot.settings.requiresEveryFile { tree.isUnusable = true }
        let name = printable(path)
        let (code, message): (Diagnostic.Code, String) = switch failure {
        case .missing, .missingAlternative: (.missingFile, "there is no file `\(name)`")
        case .noMatch: (.missingFile, "no file matches `\(name)`")
        case .directory: (.unreadableInclude, "`\(name)` is a directory; it is skipped")
        case .notRegular: (.unreadableInclude, "`\(name)` is not a regular file; it is skipped")
        case .executable: (.unreadableInclude, "`\(name)` is executable, as scripts are; it is skipped")
        case .unreadable(let reason): (.unreadableInclude, "`\(name)` can't be read: \(printable(reason))")
        case .cycle: (.includeCycle, "`\(name)` includes itself")
        case .includedTooDeep: (.includeLimit, "more than \(PreprocessingLimits.includeDepth) files include each other at `\(name)`")
        case .tooManyFiles: (.includeLimit, "more than \(SourceSnapshot.maximumFileCount) files or `include` statements at `\(name)`")
        case .tooLarge:
            (.includeLimit, "all included files together are larger than \(SourceSnapshot.maximumFileSize) bytes at `\(name)`")
        case .unknown: (.unreadableInclude, "`\(name)` was not read")
        }
        report(Diagnostic(isError ? .error : .warning, code, message, at: place))
    }

    // MARK: From a pattern to paths

    private enum Candidate {
        case path(String)
        case failure((path: String, reason: SourceFailure))
    }

    /// The files that a pattern names, in the order of its braces, and within one alternative sorted by their bytes.
    private func candidates(for pattern: String) -> [Candidate] {
        guard let reader else { return [] }
        if pattern.utf8.count > SourceSnapshot.maximumPathLength { return [.failure((String(pattern.prefix(100)), .missing))] }
        guard let alternatives = BracePattern.alternatives(of: Array(pattern.utf8)) else { return [.failure((pattern, .tooManyFiles))] }
        let directory = SourcePath.directory(of: tree.snapshot.files[Int(context.file)].path)
        var candidates: [Candidate] = []
        var hasWildcards = false
        var isEmpty = true
        for alternative in alternatives {
            let glob = GlobPattern(alternative, directory: directory)
            hasWildcards = hasWildcards || glob.hasWildcards
            guard let paths = glob.paths(reader) else { return [.failure((pattern, .tooManyFiles))] }
            if !paths.isEmpty { isEmpty = false }
            candidates += paths.map { .path($0) }
            if paths.isEmpty, !glob.hasWildcards, alternatives.count > 1 { candidates.append(.failure((glob.path, .missingAlternative))) }
        }
        if isEmpty { candidates.append(.failure((pattern, hasWildcards ? .noMatch : .missing))) }
        return candidates
    }
}

/// Paths as text.
enum SourcePath {
    /// Everything up to the last slash, this included; empty where there is none.
    static func directory(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }

    static func unquoted(_ bytes: [UInt8]) -> String {
        let isQuoted = bytes.count > 1 && bytes.first == bytes.last && (bytes.first == UInt8(ascii: "\"") || bytes.first == UInt8(ascii: "'"))
        return String(decoding: isQuoted ? bytes[1..<bytes.count - 1] : bytes[...], as: UTF8.self)
    }
}
