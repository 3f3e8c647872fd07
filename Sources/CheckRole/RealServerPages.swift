internal import ControlProtocol
internal import NetworkTypes
internal import VirtualServers

extension CheckAnswers {
    /// Real servers are looked at so many at a time: the kernel's counts are looked up for all of them together.
    private static let stride = 128

    /// Pages over real servers: [virtual server, real server], both of which may be empty.
    ///
    /// The cursor is a `NestedCursor`: virtual server, real server.
    ///
    /// - Parameter add: adds what there is to say of one; false where it isn't on the page.
    func pages(
        _ request: ControlRequest, _ add: (inout ControlPage, VirtualServerRunner, Int, TrafficReport?) -> Bool
    ) throws(AnswerFailure) -> ControlReply {
        let found = try find(request.argument(0))
        let pattern = request.argument(1).map { ServerPattern($0) }
        if pattern != nil, request.cursor == 0 { _ = try find(request.argument(1), in: found, of: request.argument(0)) }
        var page = ControlPage()
        var cursor = NestedCursor(request.cursor)
        while cursor.outer < found.count {
            let runner = found[cursor.outer]
            let servers = runner.server.definition.realServers
            while cursor.inner < servers.count {
                guard page.takeStep() else { return page.reply(to: request, next: cursor.packed) }
                let range = cursor.inner..<min(cursor.inner + Self.stride, servers.count)
                let wanted = range.filter { index in pattern.map { $0.matches(servers[index].identity) } ?? true }
                let traffic = wanted.isEmpty ? [:] : table.traffic(of: runner.server, realServers: range)
                for index in wanted {
                    guard add(&page, runner, index, traffic[index]) else {
                        return page.reply(to: request, next: NestedCursor(outer: cursor.outer, inner: index).packed)
                    }
                }
                cursor.inner = range.upperBound
            }
            cursor.leave()
        }
        return page.reply(to: request)
    }
}
