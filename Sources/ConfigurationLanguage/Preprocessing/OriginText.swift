/// Text on its way through the preprocessing, with the knowledge where each of its bytes stands in the source.
struct OriginText: Sendable {
    /// A stretch of the text that has one origin; it reaches to the start of the next.
    struct Piece: Sendable {
        /// Where it starts in the text.
        var start: Int
        var file: UInt32
        /// Where its first byte stands in the file.
        var offset: UInt32
        /// 0 where the text stands in the file as it is. Otherwise it was made (the number of a sequence, a predefined value)
        /// and stands for so many bytes of the file.
        var standsFor: UInt32
        /// By which use of a parameter or sequence it came here.
        var expansion: UInt32
    }

    private(set) var bytes: [UInt8]
    private(set) var pieces: [Piece]

    init() {
        bytes = []
        pieces = []
    }

    /// A stretch of a file.
    init(_ text: ArraySlice<UInt8>, file: UInt32, expansion: UInt32) {
        bytes = Array(text)
        pieces = [
            Piece(start: 0, file: file, offset: UInt32(truncatingIfNeeded: text.startIndex), standsFor: 0, expansion: expansion)
        ]
    }

    /// Made text in the place of a stretch of the source.
    init(made text: [UInt8], insteadOf range: SourceRange) {
        bytes = text
        pieces = [
            Piece(start: 0, file: range.file, offset: range.offset, standsFor: max(1, range.length), expansion: range.expansion)
        ]
    }

    var count: Int { bytes.count }

    /// The index of the piece that a byte is in.
    private func piece(at position: Int) -> Int {
        pieces.indexOfStretch(at: position, beginning: \.start)
    }

    /// Where a byte comes from; nil where there is no text.
    func origin(of position: Int) -> Piece? {
        pieces.isEmpty ? nil : pieces[piece(at: position)]
    }

    mutating func append(_ range: Range<Int>, of other: OriginText) {
        if range.isEmpty { return }
        for index in other.piece(at: range.lowerBound)..<other.pieces.count {
            var piece = other.pieces[index]
            if piece.start >= range.upperBound { break }
            let skipped = max(0, range.lowerBound - piece.start)
            if piece.standsFor == 0 { piece.offset &+= UInt32(truncatingIfNeeded: skipped) }
            piece.start = bytes.count + piece.start + skipped - range.lowerBound
            pieces.append(piece)
        }
        bytes += other.bytes[range]
    }

    /// Appends a parameter's value, as it came by one use of the parameter.
    mutating func append(_ value: OriginText, expansion: UInt32) {
        for piece in value.pieces where piece.start < value.count {
            var piece = piece
            piece.start += bytes.count
            piece.expansion = expansion
            pieces.append(piece)
        }
        bytes += value.bytes
    }

    func part(_ range: Range<Int>) -> OriginText {
        var part = OriginText()
        part.append(range, of: self)
        return part
    }

    /// Without white space at both ends.
    var trimmed: OriginText {
        var start = 0
        var end = bytes.count
        while start < end, bytes[start].isBlank { start += 1 }
        while end > start, bytes[end - 1].isBlank { end -= 1 }
        return start == 0 && end == bytes.count ? self : part(start..<end)
    }

    /// The same bytes with other uses behind them.
    mutating func setExpansion(_ expansion: UInt32) {
        for index in pieces.indices { pieces[index].expansion = expansion }
    }
}

extension UInt8 {
    /// White space within a line.
    var isBlank: Bool {
        switch self {
        case 0x20, 0x09, 0x0B, 0x0C, 0x0D: true
        default: false
        }
    }

    /// What a parameter's name is made of.
    var isNameByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
}
