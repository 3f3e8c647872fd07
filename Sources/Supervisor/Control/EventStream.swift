internal import ControlProtocol
internal import NetworkTypes
internal import Varlink

/// A client that reads events, and may wait for those that come.
final class EventStream {
    private let connection: VarlinkConnection
    private let more: Bool
    private let follows: Bool
    /// Of the last event that was sent or passed over.
    private var last: UInt64
    private let since: Duration
    private let batch: (UInt64, Duration, Int) -> EventRing.Batch

    /// - Parameters:
    ///   - last: the number of the last event that the client knows.
    ///   - since: events before it are left out.
    ///   - follows: goes on when all is told.
    ///   - batch: the ring's.
    init(
        _ connection: VarlinkConnection, more: Bool, follows: Bool, after last: UInt64, since: Duration,
        batch: @escaping (UInt64, Duration, Int) -> EventRing.Batch
    ) {
        self.connection = connection
        self.more = more
        self.follows = follows
        self.last = last
        self.since = since
        self.batch = batch
    }

    func start() {
        connection.onRoom = { [self] in proceed() }
        proceed()
    }

    /// Sends what has happened, as far as there is room. To be called whenever something has.
    func proceed() {
        while connection.isBusy, connection.hasRoom {
            let next = batch(last, since, more ? ControlReply.longestBody : 1 << 20)
            last = next.last
            if !more {
                if !next.isEnd { return ControlProblem.tooLarge.fail(connection) }
                return send(next, continues: false)
            }
            if next.isEnd, follows {
                if !next.lines.isEmpty { send(next, continues: true) }
                return
            }
            send(next, continues: !next.isEnd)
        }
    }

    private func send(_ batch: EventRing.Batch, continues: Bool) {
        var text = JSONText()
        text.object { $0.member("events", ready: ControlStep.value(batch.lines, .list)) }
        connection.reply(text.bytes, continues: continues)
    }
}
