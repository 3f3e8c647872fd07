/// Finds lines and columns. The beginnings of a file's lines are looked for when its first message is shown, and only once.
struct LineIndex {
    private let snapshot: SourceSnapshot
    private var lineStarts: [UInt32: [Int]] = [:]

    /// The widest excerpt of a line, in characters.
    private static let excerptWidth = 120

    init(_ snapshot: SourceSnapshot) {
        self.snapshot = snapshot
    }

    /// `FILE:LINE:COLUMN`.
    mutating func place(of range: SourceRange) -> String {
        guard let (position, _) = locate(range) else { return snapshot.path(of: range) }
        return "\(snapshot.path(of: range)):\(position.line):\(position.column)"
    }

    /// The position of a range and the bytes of its line, without the line end; nil for a range that isn't of this snapshot.
    mutating func locate(_ range: SourceRange) -> (SourcePosition, line: Range<Int>)? {
        guard Int(range.file) < snapshot.files.count else { return nil }
        let bytes = snapshot.files[Int(range.file)].bytes
        let offset = min(Int(range.offset), bytes.count)
        let starts = starts(of: range.file, bytes)
        let line = starts.indexOfStretch(at: offset, beginning: \.self)
        var end = line + 1 < starts.count ? starts[line + 1] - 1 : bytes.count
        if end > starts[line], bytes[end - 1] == 0x0D { end -= 1 }
        let start = line == 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : starts[line]
        let column = String(decoding: bytes[min(start, offset)..<offset], as: UTF8.self).unicodeScalars.count + 1
        return (SourcePosition(line: line + 1, column: column), min(start, end)..<end)
    }

    private mutating func starts(of file: UInt32, _ bytes: [UInt8]) -> [Int] {
        if let known = lineStarts[file] { return known }
        var starts = [0]
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(index + 1) }
        lineStarts[file] = starts
        return starts
    }

    /// The line of a range and a line with a caret under its first character and tildes under the others.
    mutating func excerpt(of range: SourceRange) -> String {
        guard let (position, line) = locate(range) else { return "" }
        let bytes = snapshot.files[Int(range.file)].bytes
        if line.isEmpty { return "" }
        // A line without end must not be decoded as a whole: the part around the mistake is enough.
        let offset = min(max(Int(range.offset), line.lowerBound), line.upperBound)
        let from = max(line.lowerBound, offset - 4 * Self.excerptWidth)
        let to = min(line.upperBound, offset + 4 * Self.excerptWidth)
        var before = Array(String(decoding: bytes[from..<offset], as: UTF8.self).unicodeScalars)
        let marked = min(to, offset + Int(range.length))
        var word = Array(String(decoding: bytes[offset..<marked], as: UTF8.self).unicodeScalars)
        var after = Array(String(decoding: bytes[marked..<to], as: UTF8.self).unicodeScalars)
        let cutBefore = position.column - 1 > before.count || before.count > Self.excerptWidth / 2
        if cutBefore { before = Array(before.suffix(Self.excerptWidth / 2)) }
        let room = Self.excerptWidth - before.count
        let cutAfter = word.count + after.count > room || to < line.upperBound
        word = Array(word.prefix(room))
        after = Array(after.prefix(room - word.count))
        let prefix = cutBefore ? "..." : ""
        let text = prefix + shown(before) + shown(word) + shown(after) + (cutAfter ? "..." : "")
        let indentation = String(repeating: " ", count: prefix.count) + before.map(blank).joined()
        let width = word.reduce(0) { $0 + columns(of: $1) }
        return "    \(text)\n    \(indentation)^\(String(repeating: "~", count: max(0, width - 1)))\n"
    }

    private func shown(_ scalars: [Unicode.Scalar]) -> String {
        String(scalars.map { isPrintable($0) || $0 == "\t" ? Character($0) : "\u{FFFD}" })
    }

    /// White space as wide as a character, so that the caret stands under the right one: a tab stays a tab.
    private func blank(_ scalar: Unicode.Scalar) -> String {
        scalar == "\t" ? "\t" : String(repeating: " ", count: columns(of: scalar))
    }

    /// How many columns of a terminal a character takes: 0 for combining marks, 2 for East Asian wide ones (Unicode Annex 11).
    private func columns(of scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x0300...0x036F, 0x20D0...0x20FF, 0xFE00...0xFE0F: 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            2
        default: 1
        }
    }
}
