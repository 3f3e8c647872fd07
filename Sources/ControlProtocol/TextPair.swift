internal import ConfigurationLanguage

/// A new text and the one in force on their way out of their memory files, a piece at a time: each may have some megabytes.
struct TextPair {
    private var next: SealedText.Reading
    private var former: SealedText.Reading?
    private var snapshot: SourceSnapshot?

    init(_ next: SealedText, after former: SealedText?) {
        self.next = next.beginReading()
        self.former = former?.beginReading()
    }

    enum Step {
        case goesOn
        /// Each is nil where its file isn't what a supervisor hands over.
        case over(SourceSnapshot?, former: SourceSnapshot?)
    }

    mutating func proceed() -> Step {
        guard let read = snapshot else {
            guard case .over(let read) = next.proceed() else { return .goesOn }
            guard let read else { return .over(nil, former: nil) }
            snapshot = read
            return former == nil ? .over(read, former: nil) : .goesOn
        }
        guard case .over(let text)? = former?.proceed() else { return .goesOn }
        return .over(read, former: text)
    }
}
