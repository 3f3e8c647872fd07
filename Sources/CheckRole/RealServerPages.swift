internal import ControlProtocol
internal import NetworkTypes
internal import VirtualServers

extension CheckAnswers {
    /// Real servers are looked at so many at a time: the kernel's counts are looked up for all of them together.
    private static let stride = 128

    /// Pages over real servers: [virtual server, real server], both of which may be empty.
    ///
    /// The cursor is the number of the virtual server and, in the lower half, that of the real server.
    ///
    /// - Parameter add: adds what there is to say of one; false where it isn't on the page.
    func pages(
        _ request: ControlRequest, _ add: (inout ControlPage, VirtualServerRunner, Int, TrafficReport?) -> Bool
    ) throws(AnswerFailure) -> ControlReply {
        let found = try find(request.argument(0))
        let pattern = request.argument(1).map { ServerPattern($0) }
        if pattern != nil, request.cursor == 0 { _ = try find(request.argument(1), in: found, of: request.argument(0)) }
        var page = ControlPage()
        var number = Int(request.cursor >> 32)
        var index = Int(request.cursor & 0xFFFF_FFFF)
        while number < found.count {
            let runner = found[number]
            let servers = runner.server.definition.realServers
            while index < servers.count {
                guard page.takeStep() else { return page.reply(to: request, next: UInt64(number) << 32 | UInt64(index)) }
                let range = index..<min(index + Self.stride, servers.count)
                let wanted = range.filter { index in pattern.map { $0.matches(servers[index].identity) } ?? true }
                let traffic = wanted.isEmpty ? [:] : table.traffic(of: runner.server, realServers: range)
                for index in wanted {
                    guard add(&page, runner, index, traffic[index]) else {
                        return page.reply(to: request, next: UInt64(number) << 32 | UInt64(index))
                    }
                }
                index = range.upperBound
            }
            number += 1
            index = 0
        }
        return page.reply(to: request)
    }
}
