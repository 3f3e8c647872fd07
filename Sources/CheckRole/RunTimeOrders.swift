internal import ControlProtocol
internal import EventLoop
internal import HealthCheck
internal import LinuxSystem
internal import Logging
internal import NetworkTypes
internal import VirtualServers

// Orders of operators: drain, undrain, enable, disable, weight, and a check at once.

extension CheckAnswers {
    /// An order as it came, for the log and for events.
    private struct Wish {
        var order: ServerOrder?
        var persistent: Bool
        var words: String
    }

    /// Carries out an order about all real servers that are meant: [virtual server or empty, real server, ...].
    ///
    /// - Throws: where nothing of it could be done. Where only a part is refused, the objects of the answer say so.
    func obey(_ request: ControlRequest) throws(AnswerFailure) -> ControlReply {
        // It is carried out once, however many pages its results take.
        if request.cursor > 0 { return report(request) }
        let wish = try wish(request)
        let found = try find(request.argument(1), in: try find(request.argument(0)), of: request.argument(0))
        let who = "uid \(request.user) ordered `\(wish.words)`"
        let fields = DaemonLog.fields(virtualServer: request.argument(0), realServer: request.argument(1))
        environment.logger.notice("Run-time command of uid \(request.user): \(wish.words)", metadata: fields)
        var results: [(VirtualServerRunner, Int, OrderRefusal?)] = []
        for (runner, index) in found {
            guard let order = wish.order else {
                runner.checkNow(index)
                results.append((runner, index, nil))
                continue
            }
            do throws(OrderRefusal) {
                try runner.obey(order, realServer: runner.server.definition.realServers[index].identity, persistent: wish.persistent, because: who)
                results.append((runner, index, nil))
            } catch {
                results.append((runner, index, error))
            }
        }
        if let refusal = results.first?.2, results.allSatisfy({ $0.2 != nil }) {
            environment.logger.notice("Run-time command refused: \(refusal)", metadata: fields)
            let place = found.count == 1 ? "" : " (all of \(found.count))"
            throw AnswerFailure(refusal == .weightTooGreat ? .invalidArgument : .refused, "`\(wish.words)`\(place): \(refusal).")
        }
        environment.orderReport.begin(results.map { runner, index, refusal in
            let definition = runner.server.definition
            return OrderResult(virtualServer: definition.identity, realServer: definition.realServers[index].identity, index: index, refusal: refusal)
        })
        return report(ControlRequest(id: request.id, method: request.method, cursor: environment.orderReport.cursor(0)))
    }

    /// A page of what became of the order, real server by real server.
    private func report(_ request: ControlRequest) -> ControlReply {
        guard let (first, results) = environment.orderReport.rest(from: request.cursor) else {
            return ControlPage.reply(to: ControlRequest(id: request.id, method: request.method), count: 1) { _, json in
                json.member("message", "It was carried out, but another order has come since: how the others stand is told by `lvsctl show real-server`.")
            }
        }
        var page = ControlPage()
        for (offset, result) in results.enumerated() {
            guard let status = status(of: result) else { continue }
            let hasRoom = page.add { json in
                status.writeName(to: &json)
                json.member("state", status.state.name)
                json.member("weight", status.weight)
                json.member("inTable", status.tableWeight != nil)
                json.member("refusal", result.refusal.map { "\($0)" })
            }
            if !hasRoom { return page.reply(to: request, next: environment.orderReport.cursor(first + offset)) }
        }
        environment.orderReport.end()
        return page.reply(to: request)
    }

    /// nil where a reload has taken the real server away since.
    private func status(of result: OrderResult) -> RealServerStatus? {
        guard let runner = virtualServers.runner(result.virtualServer) ?? virtualServers.leavingRunners.first(where: { $0.server.definition.identity == result.virtualServer })
        else { return nil }
        let realServers = runner.server.definition.realServers
        let isThere = realServers.indices.contains(result.index) && realServers[result.index].identity == result.realServer
        return (isThere ? result.index : realServers.firstIndex { $0.identity == result.realServer }).map { runner.server.status(of: $0) }
    }

    private func wish(_ request: ControlRequest) throws(AnswerFailure) -> Wish {
        let server = [request.argument(1), request.argument(0).map { "of \($0)" }].compactMap(\.self).joined(separator: " ")
        func wish(_ order: ServerOrder, persistence: Int, _ words: String) throws(AnswerFailure) -> Wish {
            let persistent = try isPersistent(request.argument(persistence))
            return Wish(order: order, persistent: persistent, words: words + (persistent ? " persistently" : ""))
        }
        switch request.method {
        case .drain:
            let deadline = try seconds(request.argument(2))
            let words = "drain \(server)" + (deadline.map { " within \($0.secondsText) s" } ?? "")
            return try wish(.drain(until: deadline.map { environment.loop.now + $0 }), persistence: 3, words)
        case .undrain: return try wish(.undrain, persistence: 2, "undrain \(server)")
        case .enable: return try wish(.enable, persistence: 2, "enable \(server)")
        case .disable: return try wish(.disable, persistence: 2, "disable \(server)")
        case .setWeight:
            guard let text = request.argument(2) else { return try wish(.resetWeight, persistence: 3, "reset the weight of \(server)") }
            guard let weight = UInt32(text), weight <= OrderLimits.greatestWeight else {
                throw AnswerFailure(.invalidArgument, "`\(text)` is no weight: it is a number from 0 to \(OrderLimits.greatestWeight).")
            }
            return try wish(.weight(weight), persistence: 3, "weight \(weight) for \(server)")
        default: return Wish(order: nil, persistent: false, words: "check now \(server)")
        }
    }

    private func isPersistent(_ argument: String?) throws(AnswerFailure) -> Bool {
        guard let argument else { return false }
        if argument == "persist" { return true }
        throw AnswerFailure(.invalidArgument, "`\(argument)` has no meaning here; `persist` has.")
    }

    /// A deadline: seconds, with a fraction where it is wanted.
    private func seconds(_ argument: String?) throws(AnswerFailure) -> Duration? {
        guard let argument else { return nil }
        guard let seconds = Double(argument), seconds >= 0, seconds <= Double(OrderLimits.longestDrain) else {
            throw AnswerFailure(.invalidArgument, "`\(argument)` is no time: it is a number of seconds up to \(OrderLimits.longestDrain).")
        }
        return .milliseconds(Int64(seconds * 1000))
    }
}
