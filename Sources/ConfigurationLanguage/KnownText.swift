internal import NetworkTypes

/// A block outside of any other, from the beginning of its first line to the end of its last one, where nothing but its own bytes
/// decides what is in it: no line of it is preprocessed, and there was nothing to say about its form.
public struct TextBlock: Hashable, Sendable {
    /// The index of the file in the snapshot.
    public var file: UInt32
    /// The first byte, counted from the beginning of the file.
    public var start: UInt32
    /// In bytes, the line feed at the end included.
    public var length: UInt32
    /// The grammar's number of its keyword.
    public var keyword: UInt16
    /// The index of its statement in the tree that it was found in.
    public var statement: UInt32
}

/// Blocks of an earlier text that need not be read again where the new text has the same bytes.
public struct KnownText: Sendable {
    private let files: [SourceSnapshot.File]
    private let blocks: [TextBlock]
    /// The block that is expected next: most texts differ from the last one in a few places only.
    private var expected = 0
    /// The blocks by their first lines, made when something has moved.
    private var numbers: [UInt64: Int]?

    /// - Parameters:
    ///   - text: the earlier text.
    ///   - blocks: blocks of it, in the order of the text.
    public init(_ text: SourceSnapshot, blocks: [TextBlock]) {
        files = text.files
        self.blocks = blocks
    }

    subscript(number: Int) -> TextBlock { blocks[number] }

    /// The number of the block whose bytes stand at a position; nil where none does.
    mutating func block(at position: Int, in bytes: [UInt8]) -> Int? {
        guard let number = find(at: position, in: bytes) else { return nil }
        expected = number + 1
        return number
    }

    private mutating func find(at position: Int, in bytes: [UInt8]) -> Int? {
        if Self.isEmpty(bytes, position) { return nil }
        // The next one, or the one behind a block that was changed.
        for number in [expected, expected + 1] where number < blocks.count && stands(number, at: position, in: bytes) { return number }
        let numbers = self.numbers ?? numbersByFirstLine()
        self.numbers = numbers
        guard let number = numbers[Self.hashOfLine(bytes, position)], number != expected, number != expected + 1 else { return nil }
        return stands(number, at: position, in: bytes) ? number : nil
    }

    private func stands(_ number: Int, at position: Int, in bytes: [UInt8]) -> Bool {
        let block = blocks[number]
        let (start, length) = (Int(block.start), Int(block.length))
        guard Int(block.file) < files.count, bytes.count - position >= length else { return false }
        let own = files[Int(block.file)].bytes
        guard own.count - start >= length else { return false }
        let (one, other) = (own.span.extracting(start..<start + length), bytes.span.extracting(position..<position + length))
        for index in 0..<length where one[index] != other[index] { return false }
        return true
    }

    /// Whether nothing begins in the line.
    private static func isEmpty(_ bytes: [UInt8], _ position: Int) -> Bool {
        var index = position
        while index < bytes.count, bytes[index].isBlank { index += 1 }
        guard index < bytes.count else { return true }
        switch bytes[index] {
        case UInt8(ascii: "\n"), UInt8(ascii: "#"), UInt8(ascii: "!"): return true
        default: return false
        }
    }

    private func numbersByFirstLine() -> [UInt64: Int] {
        var numbers = [UInt64: Int](minimumCapacity: blocks.count)
        for (number, block) in blocks.enumerated() where Int(block.file) < files.count {
            numbers[Self.hashOfLine(files[Int(block.file)].bytes, Int(block.start))] = number
        }
        return numbers
    }

    private static func hashOfLine(_ bytes: [UInt8], _ position: Int) -> UInt64 {
        var hash = NameHash()
        var index = position
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") {
            hash.add(bytes[index])
            index += 1
        }
        return hash.value
    }
}

extension SyntaxTree {
    /// What stands for a known block in the tree.
    public struct KnownBlock: Hashable, Sendable {
        /// Among the blocks that were known.
        public var number: Int
        /// Its first byte in the text of this tree.
        public var start: UInt32
        public var file: UInt32
        public var expansion: UInt32
    }

    /// The known block that a statement outside of any block stands for; nil where it was read. Of a known one the tree has nothing but
    /// its keyword.
    public func knownBlock(_ statement: Int) -> KnownBlock? {
        let found = statements[statement]
        guard found.wordCount == 0 else { return nil }
        return KnownBlock(number: Int(found.firstWord), start: found.brace, file: UInt32(found.file), expansion: found.expansion)
    }

    /// Takes a known block for read.
    mutating func append(_ block: TextBlock, known number: Int, at start: Int, file: UInt16, expansion: UInt32) {
        let index = UInt32(truncatingIfNeeded: statements.count)
        statements.append(
            Statement(
                firstWord: UInt32(truncatingIfNeeded: number), wordCount: 0, end: index &+ 1, brace: UInt32(truncatingIfNeeded: start), file: file,
                keyword: block.keyword, expansion: expansion))
        blocks.append(
            TextBlock(
                file: UInt32(file), start: UInt32(truncatingIfNeeded: start), length: block.length, keyword: block.keyword, statement: index))
    }
}
