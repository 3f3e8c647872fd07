/// TCP_CHECK with `send` and `expect`: bytes to and fro, in the order of the configuration.
public struct TCPDialogue: Hashable, Sendable {
    public enum Step: Hashable, Sendable {
        /// `send`: these bytes go out.
        case send([UInt8])
        /// `expect`: these bytes must come, whatever comes before them. At least one.
        case expect([UInt8])
    }

    /// At least one.
    public var steps: [Step]

    public init(steps: [Step]) {
        self.steps = steps
    }

    /// Bytes of one step, and of an answer in which what is expected doesn't come.
    public static let longestStep = 4_096
    public static let longestAnswer = 65_536
    public static let mostSteps = 64
}

/// The conversation of a dialogue.
public struct TCPDialogueConversation: StreamConversation {
    private var steps: ArraySlice<TCPDialogue.Step>
    /// What has come since the last match.
    private var seen: [UInt8] = []
    /// How much of it has been searched in vain.
    private var searched = 0
    private var verdict: Verdict?

    public init(_ dialogue: TCPDialogue) {
        steps = dialogue.steps[...]
    }

    public mutating func connected() -> StreamAction { advance() }

    public mutating func received(_ bytes: Span<UInt8>) -> StreamAction {
        if let verdict { return .finished(verdict) }
        for index in bytes.indices { seen.append(bytes[index]) }
        let action = advance()
        if case .finished = action { return action }
        if seen.count > TCPDialogue.longestAnswer { return finish(.failure(.answerTooLarge)) }
        return action
    }

    public mutating func closed() -> StreamAction {
        if let verdict { return .finished(verdict) }
        return finish(.failure(seen.isEmpty ? .closedEarly : .answerMismatch))
    }

    /// Goes through the steps as far as what has come allows.
    private mutating func advance() -> StreamAction {
        if let verdict { return .finished(verdict) }
        var request: [UInt8] = []
        while let step = steps.first {
            switch step {
            case .send(let bytes): request += bytes
            case .expect(let bytes):
                guard let end = find(bytes) else { return request.isEmpty ? .wait : .send(request) }
                seen.removeFirst(end)
                searched = 0
            }
            steps.removeFirst()
        }
        verdict = .success
        return request.isEmpty ? .finished(.success) : .farewell(request, .success)
    }

    /// Where the first match ends; nil where there is none yet. No byte is compared twice as the beginning of a match.
    private mutating func find(_ bytes: [UInt8]) -> Int? {
        while searched + bytes.count <= seen.count {
            if seen[searched..<searched + bytes.count].elementsEqual(bytes) { return searched + bytes.count }
            searched += 1
        }
        return nil
    }

    private mutating func finish(_ verdict: Verdict) -> StreamAction {
        self.verdict = verdict
        return .finished(verdict)
    }
}
