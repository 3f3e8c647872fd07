internal import ControlProtocol
internal import NetworkTypes

/// What clients want to know of a role, one question after the other: the next one is asked when the one before is answered, so that a crowd
/// of clients never keeps the role from its work for longer than one page takes. Pure: the role's handle carries it out.
struct RoleQuestions {
    typealias Answer = (ControlReply) -> Void

    struct Question {
        var request: ControlRequest
        var answer: Answer
    }

    /// A role that beats but doesn't answer for this long never will.
    static let patience = Duration.seconds(10)

    private var waiting: [Question] = []
    private var open: Question?
    private var openSince: MonotonicInstant?
    private var lastIdentifier: UInt32 = 0

    /// The number of questions without an answer.
    var count: Int { waiting.count + (open == nil ? 0 : 1) }

    /// - Parameter request: its `id` is set here.
    mutating func add(_ request: ControlRequest, answer: @escaping Answer) {
        waiting.append(Question(request: request, answer: answer))
    }

    /// The request that is to be sent now; nil where there is none, or one is open.
    mutating func next(now: MonotonicInstant) -> ControlRequest? {
        guard open == nil, !waiting.isEmpty else { return nil }
        var question = waiting.removeFirst()
        lastIdentifier &+= 1
        question.request.id = lastIdentifier
        open = question
        openSince = now
        return question.request
    }

    /// The role has answered.
    ///
    /// - Returns: whom it answers; nil where nobody waits for that any more.
    mutating func answered(_ reply: ControlReply) -> Answer? {
        guard let question = open, question.request.id == reply.id else { return nil }
        open = nil
        return question.answer
    }

    /// - Returns: the one that has waited for too long. Its answer doesn't count any more if it comes.
    mutating func expired(now: MonotonicInstant) -> Question? {
        guard let openSince, now - openSince > Self.patience else { return nil }
        return dropOpen()
    }

    /// The open one can't be answered.
    mutating func dropOpen() -> Question? {
        open.take()
    }

    /// The role is gone.
    ///
    /// - Returns: all that wait.
    mutating func dropAll() -> [Question] {
        defer { waiting = [] }
        return (dropOpen().map { [$0] } ?? []) + waiting
    }
}
