internal import NetworkTypes

/// The last number that each sender has used, so that what it has said can't be said again by somebody else.
///
/// Only who knows the key gets in here.
struct SenderMarks<Number: Sendable>: Sendable {
    private struct Mark: Sendable {
        let sender: IPAddress
        var number: Number
    }

    /// Senders beyond this many are forgotten, those first that were silent longest: several at once are only there during an election.
    private static var mostSenders: Int { 16 }

    /// The one that was heard last at the end.
    private var marks: [Mark] = []

    subscript(sender: IPAddress) -> Number? {
        marks.first { $0.sender == sender }?.number
    }

    mutating func note(_ number: Number, from sender: IPAddress) {
        marks.removeAll { $0.sender == sender }
        if marks.count >= Self.mostSenders { marks.removeFirst() }
        marks.append(Mark(sender: sender, number: number))
    }
}
