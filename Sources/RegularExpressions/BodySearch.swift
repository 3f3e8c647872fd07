internal import CPCRE2
internal import HealthCheck

/// Searches a body as it comes, and keeps no more of it than a match that has begun or a lookbehind can need (partial matching,
/// pcre2partial(3)).
///
/// A class, because PCRE2's workspace belongs to it. One conversation owns it, so no two threads ever touch it.
final class BodySearch: PatternSearch, @unchecked Sendable {
    private let compiled: CompiledPattern
    private let matchData: OpaquePointer?
    private let context: OpaquePointer?
    /// The end of the body so far, from `keptFrom` on.
    private var kept: [UInt8] = []
    /// Where in the body `kept` begins.
    private var keptFrom = 0
    /// Where in the body the next match may begin.
    private var next: Int
    /// How much of `kept` has been searched.
    private var searched = 0
    private var outcome: PatternOutcome?
    private var steps = StepCount()

    init(_ compiled: CompiledPattern) {
        self.compiled = compiled
        next = compiled.pattern.minimumOffset
        matchData = pcre2_match_data_create_8(1, nil)
        context = pcre2_match_context_create_8(nil)
        let memory = min(max(PatternLimits.memory, compiled.pattern.memory ?? 0), PatternLimits.greatestMemory)
        // In KiB.
        pcre2_set_heap_limit_8(context, UInt32(memory >> 10))
    }

    deinit {
        pcre2_match_data_free_8(matchData)
        pcre2_match_context_free_8(context)
    }

    func update(_ bytes: Span<UInt8>) {
        guard outcome == nil else { return }
        for index in bytes.indices { kept.append(bytes[index]) }
        forget()
        if kept.count - searched >= PatternLimits.piece { search(isLast: false) }
    }

    func finish() -> PatternOutcome {
        if outcome == nil { search(isLast: true) }
        return outcome ?? .absent
    }

    /// Drops what comes before any place that matters. Rarely, since it moves all the rest.
    private func forget() {
        let unneeded = min(next - compiled.lookbehind - keptFrom, kept.count)
        guard unneeded >= PatternLimits.piece else { return }
        kept.removeFirst(unneeded)
        keptFrom += unneeded
        searched = max(0, searched - unneeded)
    }

    private func search(isLast: Bool) {
        let end = isLast ? kept.count : kept.count - unfinishedCharacter
        searched = kept.count
        guard next - keptFrom <= end else { return }
        if let last = compiled.pattern.maximumOffset {
            guard next <= last else { return outcome = .absent }
            pcre2_set_offset_limit_8(context, last - keptFrom)
        }
        let result = match(end, isLast ? 0 : PCRE2_PARTIAL_HARD)
        switch result {
        case 0...: outcome = .found
        case PCRE2_ERROR_NOMATCH: next = max(next, keptFrom + end)
        case PCRE2_ERROR_PARTIAL: continueLater()
        case PCRE2_ERROR_CALLOUT, PCRE2_ERROR_MATCHLIMIT, PCRE2_ERROR_DEPTHLIMIT: outcome = .failed("the search takes too many steps")
        case PCRE2_ERROR_HEAPLIMIT: outcome = .failed("the search takes too much memory")
        default: outcome = .failed(CompiledPattern.message(result))
        }
    }

    /// A match that has begun may be completed by what comes next: the search goes on from its beginning.
    private func continueLater() {
        let start = pcre2_get_ovector_pointer_8(matchData)[0]
        next = max(next, keptFrom + start)
        if kept.count - start > PatternLimits.keptBody { outcome = .failed("no end of a match within \(PatternLimits.keptBody) bytes") }
    }

    private func match(_ end: Int, _ options: UInt32) -> Int32 {
        steps.beginPiece()
        return withUnsafeMutablePointer(to: &steps) { steps in
            pcre2_set_callout_8(context, countStep, steps)
            return kept.withUnsafeBufferPointer { subject in
                // PCRE2 takes no null pointer.
                guard let base = subject.baseAddress else { return pcre2_match_8(compiled.code, [0], 0, 0, options, matchData, context) }
                return pcre2_match_8(compiled.code, base, end, next - keptFrom, options, matchData, context)
            }
        }
    }

    /// How many bytes at the end are the beginning of a UTF-8 character whose rest has yet to come.
    private var unfinishedCharacter: Int {
        guard compiled.pattern.options.contains(.utf) else { return 0 }
        for (back, byte) in kept.suffix(3).reversed().enumerated() where byte & 0xC0 != 0x80 {
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return length > back + 1 ? back + 1 : 0
        }
        return 0
    }
}

/// The cost of a search. One step of the expression that moved far counts for more.
private struct StepCount {
    var left = PatternLimits.steps
    var leftInPiece = 0
    var position = 0

    mutating func beginPiece() {
        leftInPiece = PatternLimits.stepsPerPiece
    }

    /// - Returns: whether there is any left.
    mutating func take(to newPosition: Int) -> Bool {
        let cost = 1 + abs(newPosition - position) >> 4
        position = newPosition
        left -= cost
        leftInPiece -= cost
        return left > 0 && leftInPiece > 0
    }
}

/// PCRE2 calls it before each item of the expression (pcre2callout(3)).
private func countStep(_ block: UnsafeMutablePointer<pcre2_callout_block_8>?, _ data: UnsafeMutableRawPointer?) -> Int32 {
    guard let block, let steps = data?.assumingMemoryBound(to: StepCount.self) else { return 0 }
    return steps.pointee.take(to: block.pointee.current_position) ? 0 : PCRE2_ERROR_CALLOUT
}
