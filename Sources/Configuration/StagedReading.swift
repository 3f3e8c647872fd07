public import ConfigurationLanguage

/// Reads the text of a configuration a little at a time, so that whoever reads can do other things in between: 36,000 real servers take
/// about a second. What comes out is the same, whatever the stages.
public struct StagedReading {
    private let snapshot: SourceSnapshot
    private let part: Configuration.Part
    /// An earlier reading, of which unchanged blocks are taken over.
    private var former: FormerReading?
    private var parsing: StagedParsing?
    private var reader: Reader?
    private var isOver = false

    /// - Parameters:
    ///   - snapshot: complete with all files that it includes.
    ///   - former: an earlier reading of the same part. What is taken over from it is what reading would give.
    public init(_ snapshot: SourceSnapshot, part: Configuration.Part = .all, after former: FormerReading? = nil) {
        self.snapshot = snapshot
        self.part = part
        self.former = former.flatMap { $0.known.part == part && $0.known.configurationID == snapshot.settings.configurationID ? $0 : nil }
        beginParsing()
    }

    private mutating func beginParsing() {
        let table = KeywordTable.shared
        let part = part
        parsing = StagedParsing(snapshot, grammar: table, known: former?.knownText) { part.includes(keyword: $0, of: table) }
    }

    /// Reads on.
    ///
    /// - Parameter budget: how much: a unit is a word of the text, or a statement, some hundred nanoseconds to some microseconds.
    /// - Returns: whether all is read, and `result` there.
    public mutating func advance(_ budget: Int) -> Bool {
        if isOver { return true }
        var left = budget
        if parsing != nil {
            guard parsing?.advance(budget) == true, let tree = parsing?.tree else { return false }
            parsing = nil
            reader = Reader(tree, part: part, after: former)
            if let former, let context = reader?.context, context != former.known.context { readAnew() }
            return false
        }
        guard reader?.advance(&left) == true else { return false }
        if reader?.contradicts == true {
            readAnew()
            return false
        }
        isOver = true
        return true
    }

    /// Without a look at the earlier reading: the global definitions differ, or blocks contradict each other that didn't before.
    private mutating func readAnew() {
        former = nil
        reader = nil
        beginParsing()
    }

    /// What became of it, and what is to be remembered. To be asked for once.
    ///
    /// - Precondition: `advance` has said that all is read.
    public var result: (reading: Configuration.Reading, known: KnownBlocks) {
        mutating get {
            guard isOver, var reader else { preconditionFailure("the result of a reading that isn't over") }
            self.reader = nil
            let reading = reader.reading
            return (reading, reader.knownBlocks(reading.outcome))
        }
    }
}
