/// The text that came out of the preprocessing, and how it came about: enough to say of every word where it stands in the source
/// and by which uses of parameters and sequences it came to where it took effect.
struct Expansions: Sendable {
    /// One use of a parameter, one item of a sequence, one `include`.
    struct Use: Sendable {
        enum Kind: Sendable {
            case parameter, item, include
        }

        var kind: Kind
        /// What was used: an index of `names`.
        var name: UInt32
        /// Where the use stands; its `expansion` is the use around this one, whose number is less.
        var place: SourceRange
    }

    /// A stretch of `bytes` that has one origin: as `OriginText.Piece`, and smaller, since all of the text stays here.
    private struct Piece {
        var start: UInt32
        var file: UInt32
        var offset: UInt32
        var standsFor: UInt32
        var expansion: UInt32
    }

    /// All lines that were made, one behind the other.
    private(set) var bytes: [UInt8] = []
    private var pieces: [Piece] = []
    /// The use with the number n is `uses[n - 1]`.
    private var uses: [Use] = []
    private var names: [String] = []
    private var numbers: [String: UInt32] = [:]

    /// How much is remembered.
    var size: Int { pieces.count + uses.count }

    /// - Returns: the number of the use.
    mutating func add(_ kind: Use.Kind, _ name: String, at place: SourceRange) -> UInt32 {
        var number = numbers[name]
        if number == nil {
            number = UInt32(truncatingIfNeeded: names.count)
            numbers[name] = number
            names.append(name)
        }
        uses.append(Use(kind: kind, name: number ?? 0, place: place))
        return UInt32(truncatingIfNeeded: uses.count)
    }

    /// - Returns: where the line begins in `bytes`.
    mutating func append(_ line: OriginText) -> UInt32 {
        let base = UInt32(truncatingIfNeeded: bytes.count)
        bytes += line.bytes
        for piece in line.pieces {
            pieces.append(
                Piece(
                    start: base &+ UInt32(truncatingIfNeeded: piece.start), file: piece.file, offset: piece.offset,
                    standsFor: piece.standsFor, expansion: piece.expansion))
        }
        return base
    }

    /// Where a stretch of `bytes` stands in the source.
    func place(of range: Range<UInt32>) -> SourceRange {
        guard !pieces.isEmpty else { return SourceRange(file: 0, offset: 0, length: 0) }
        let first = place(of: range.lowerBound)
        if range.count < 2 { return first }
        return union(first, place(of: range.upperBound &- 1))
    }

    /// Where a stretch of a line on its way stands in the source.
    func place(of range: Range<Int>, in text: OriginText) -> SourceRange {
        func place(of position: Int) -> SourceRange {
            guard let piece = text.origin(of: position) else { return SourceRange(file: 0, offset: 0, length: 0) }
            let skipped = UInt32(truncatingIfNeeded: position - piece.start)
            return piece.standsFor > 0
                ? SourceRange(file: piece.file, offset: piece.offset, length: piece.standsFor, expansion: piece.expansion)
                : SourceRange(file: piece.file, offset: piece.offset &+ skipped, length: 1, expansion: piece.expansion)
        }
        let first = place(of: range.lowerBound)
        return range.count < 2 ? first : union(first, place(of: range.upperBound - 1))
    }

    private func place(of position: UInt32) -> SourceRange {
        let piece = pieces[pieces.indexOfStretch(at: position, beginning: \.start)]
        if piece.standsFor > 0 {
            return SourceRange(file: piece.file, offset: piece.offset, length: piece.standsFor, expansion: piece.expansion)
        }
        return SourceRange(file: piece.file, offset: piece.offset &+ (position &- piece.start), length: 1, expansion: piece.expansion)
    }

    /// The smallest stretch of source text that both come from: where they come by different uses, the place of these uses.
    private func union(_ first: SourceRange, _ last: SourceRange) -> SourceRange {
        var first = first
        var last = last
        while first.expansion != last.expansion {
            if first.expansion > last.expansion {
                first = uses[Int(first.expansion) - 1].place
            } else {
                last = uses[Int(last.expansion) - 1].place
            }
        }
        if first.file != last.file { return first }
        let start = min(first.offset, last.offset)
        let end = max(first.offset &+ first.length, last.offset &+ last.length)
        return SourceRange(file: first.file, offset: start, length: end &- start, expansion: first.expansion)
    }

    /// The uses by which the text of a range came to where it took effect, the innermost first.
    func origins(of range: SourceRange) -> [Diagnostic.Related] {
        var origins: [Diagnostic.Related] = []
        var number = range.expansion
        while number > 0, Int(number) <= uses.count, origins.count < PreprocessingLimits.shownOrigins {
            let use = uses[Int(number) - 1]
            let name = printable(names[Int(use.name)])
            let message = switch use.kind {
            case .parameter: "expanded from `$\(name)`"
            case .item: "expanded from here, with \(name)"
            case .include: "included from here"
            }
            origins.append(Diagnostic.Related(message: message, range: use.place))
            number = use.place.expansion
        }
        return origins
    }
}
