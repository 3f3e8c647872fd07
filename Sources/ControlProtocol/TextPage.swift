public import LinuxSystem
public import NetworkTypes

/// One page of text, in blocks that aren't torn apart.
public struct TextPage: Sendable {
    private var bytes: [UInt8] = []
    private var limit: PageLimit

    /// - Parameter clock: tells for how long the page has been in work.
    public init(clock: @escaping @Sendable () -> MonotonicInstant = SystemClock.now) {
        limit = PageLimit(clock)
    }

    /// - Parameter lines: of one block, made when there is time for it. What is longer than a page loses its end.
    /// - Returns: false where it isn't on the page: it belongs on the next one.
    public mutating func add(_ lines: () -> [String]) -> Bool {
        guard limit.admitsEntry else { return false }
        let before = bytes.count
        for line in lines() {
            bytes.append(contentsOf: line.utf8)
            bytes.append(UInt8(ascii: "\n"))
        }
        if !limit.admits(length: bytes.count) {
            guard limit.isUntouched else {
                bytes.removeLast(bytes.count - before)
                return false
            }
            bytes.removeLast(bytes.count - ControlReply.longestBody)
        }
        limit.countEntry()
        return true
    }

    /// - Parameter next: where the next page begins; nil where there is none.
    public func reply(to request: ControlRequest, next: UInt64? = nil) -> ControlReply {
        ControlReply(id: request.id, outcome: next == nil ? .lastPage : .page, cursor: next ?? 0, body: bytes)
    }
}
