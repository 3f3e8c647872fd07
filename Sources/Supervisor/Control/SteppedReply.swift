internal import ControlProtocol
internal import LinuxSystem
internal import NetworkTypes
internal import Varlink

/// An answer on its way out, page by page: the next page is made when there is room for it, so that neither a role nor this process keeps
/// anything for a client that reads slowly.
final class SteppedReply {
    /// Asks a role for a page.
    typealias Ask = (Role, ControlRequest, @escaping (ControlReply) -> Void) -> Void

    private let connection: VarlinkConnection
    private let more: Bool
    private let ask: Ask
    private var steps: ArraySlice<ControlStep>
    private var cursor: UInt64 = 0
    private var isAsking = false
    /// For a client that wants one reply: what came so far of this step, and of those that are done.
    private var collected: [UInt8] = []
    private var members: [(StaticString, [UInt8])] = []

    /// Of one reply that holds everything, in bytes: with the words around it, it stays below what a client may leave unread.
    private static let longestWhole = (1 << 20) - (1 << 12)

    init(_ connection: VarlinkConnection, more: Bool, _ steps: [ControlStep], ask: @escaping Ask) {
        self.connection = connection
        self.more = more
        self.steps = steps[...]
        self.ask = ask
    }

    /// Sends what there is room for. Until the last reply is made the connection holds this object.
    func start() {
        connection.onRoom = { [self] in proceed() }
        proceed()
    }

    private func proceed() {
        while !isAsking, connection.isBusy, !more || connection.hasRoom, let step = steps.first {
            switch step.source {
            case .ready(let body): take(body, endsStep: true)
            case .file(let output):
                let page = output.lines(from: cursor, limit: ControlReply.longestBody) ?? []
                cursor += UInt64(page.count)
                take(page, endsStep: page.isEmpty)
            case .role(let role, let method, let arguments):
                isAsking = true
                let request = ControlRequest(id: 0, method: method, arguments: arguments, cursor: cursor, user: connection.peer.user)
                ask(role, request) { [self] reply in
                    isAsking = false
                    take(reply, of: step)
                    proceed()
                }
            }
        }
    }

    private func take(_ reply: ControlReply, of step: ControlStep) {
        guard connection.isBusy else { return }
        switch reply.outcome {
        case .page:
            cursor = reply.cursor
            take(reply.body, endsStep: false)
        case .lastPage: take(reply.body, endsStep: true)
        case .failed(let failure):
            if step.isOptional, [.roleUnavailable, .methodNotImplemented].contains(failure) { return take([], endsStep: true) }
            ControlProblem.failure(failure, String(decoding: reply.body, as: UTF8.self)).fail(connection)
        }
    }

    private func take(_ body: [UInt8], endsStep: Bool) {
        guard let step = steps.first else { return }
        if endsStep {
            steps.removeFirst()
            cursor = 0
        }
        if more { send(body, of: step) } else { collect(body, of: step, endsStep: endsStep) }
    }

    private func send(_ body: [UInt8], of step: ControlStep) {
        let isLast = steps.isEmpty
        // What is empty needs no reply, unless it is all there is to say.
        if body.isEmpty, !isLast { return }
        var text = JSONText()
        text.object { $0.member(step.member, ready: ControlStep.value(body, step.form)) }
        connection.reply(text.bytes, continues: !isLast)
    }

    /// What was ordered is carried out: an error would say that it isn't.
    private func cutShort(_ step: ControlStep) {
        collected += Self.remainder
        steps = []
        var text = JSONText()
        text.object { $0.member(step.member, ready: ControlStep.value(collected, step.form)) }
        connection.reply(text.bytes)
    }

    private static let remainder: [UInt8] = {
        var text = JSONText()
        text.object { $0.member("message", "It was carried out for all. What became of the others has no room in one reply: call with `more` to hear of each.") }
        text.endLine()
        return text.bytes
    }()

    private func collect(_ body: [UInt8], of step: ControlStep, endsStep: Bool) {
        if step.isOrder, collected.count + body.count > Self.longestWhole - Self.remainder.count { return cutShort(step) }
        collected += body
        guard collected.count <= Self.longestWhole else { return ControlProblem.tooLarge.fail(connection) }
        guard endsStep else { return }
        // Steps that follow each other with the same member are parts of it.
        if steps.first.map({ $0.member.description == step.member.description }) == true { return }
        members.append((step.member, ControlStep.value(collected, step.form)))
        collected = []
        guard members.reduce(0, { $0 + $1.1.count }) <= Self.longestWhole else { return ControlProblem.tooLarge.fail(connection) }
        guard steps.isEmpty else { return }
        var text = JSONText()
        text.object { for (name, value) in members { $0.member(name, ready: value) } }
        connection.reply(text.bytes)
    }
}
