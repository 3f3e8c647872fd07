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
    /// - Parameter add: adds what there is to say of one; false where it doesn't fit any more. Told whether the page is empty.
    func pages(
        _ request: ControlRequest, _ add: (inout ControlPage, Bool, VirtualServerRunner, Int, TrafficReport?) -> Bool
    ) throws(AnswerFailure) -> ControlReply {
        let found = try find(request.argument(0))
        let pattern = request.argument(1).map { ServerPattern($0) }
        if pattern != nil, request.cursor == 0 { _ = try find(request.argument(1), in: found, of: request.argument(0)) }
        var page = ControlPage()
        var isEmpty = true
        var number = Int(request.cursor >> 32)
        var index = Int(request.cursor & 0xFFFF_FFFF)
        while number < found.count {
            let runner = found[number]
            let servers = runner.server.definition.realServers
            while index < servers.count {
                let range = index..<min(index + Self.stride, servers.count)
                let wanted = range.filter { index in pattern.map { $0.matches(servers[index].identity) } ?? true }
                let traffic = wanted.isEmpty ? [:] : table.traffic(of: runner.server, realServers: range)
                for index in wanted {
                    guard add(&page, isEmpty, runner, index, traffic[index]) else {
                        return page.reply(to: request, next: UInt64(number) << 32 | UInt64(index))
                    }
                    isEmpty = false
                }
                index = range.upperBound
            }
            number += 1
            index = 0
        }
        return page.reply(to: request)
    }
}

extension ControlPage {
    /// Adds an object for each element, or for none of them. On an empty page, where no more room will ever be, as many as fit.
    mutating func addAll<Element>(_ elements: [Element], isEmpty: Bool, _ write: (Element, inout JSONText) -> Void) -> Bool {
        var copy = self
        for element in elements {
            if copy.add({ write(element, &$0) }) { continue }
            if !isEmpty { return false }
            break
        }
        self = copy
        return true
    }
}
