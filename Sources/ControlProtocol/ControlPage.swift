public import NetworkTypes

/// The objects of one page, as long as they fit.
///
///     var page = ControlPage()
///     for index in Int(clamping: request.cursor)..<servers.count {
///         guard page.add({ servers[index].write(to: &$0) }) else { return page.reply(to: request, next: UInt64(index)) }
///     }
///     return page.reply(to: request)
///
/// The cursor counts from 0. Between two pages the numbers of objects may change: what the role counts with must bear that.
public struct ControlPage: Sendable {
    private var text = JSONText()

    /// In bytes: behind the first object, one that ends beyond this goes onto the next page, so that no page keeps a loop for long.
    static let usualLength = 16 << 10

    public init() {}

    /// Writes one object on a line of its own.
    ///
    /// - Parameter write: the members of the object.
    /// - Returns: false where it didn't fit any more: it belongs on the next page.
    public mutating func add(_ write: (inout JSONText) -> Void) -> Bool {
        let before = text.count
        text.object(write)
        text.endLine()
        if text.count <= (before > 0 ? Self.usualLength : ControlReply.longestBody) { return true }
        text.cut(to: before)
        if before > 0 { return false }
        // An object that fills more than a page would keep the reader from all that come behind it.
        text.object { $0.member("omitted", "an object of more than \(ControlReply.longestBody) bytes") }
        text.endLine()
        return true
    }

    /// - Parameter next: where the next page begins; nil where there is none.
    public func reply(to request: ControlRequest, next: UInt64? = nil) -> ControlReply {
        ControlReply(id: request.id, outcome: next == nil ? .lastPage : .page, cursor: next ?? 0, body: text.bytes)
    }

    /// A whole answer of this many objects that can be reached by their number.
    public static func reply(to request: ControlRequest, count: Int, _ write: (Int, inout JSONText) -> Void) -> ControlReply {
        var page = ControlPage()
        var index = Int(clamping: request.cursor)
        while index < count {
            guard page.add({ write(index, &$0) }) else { return page.reply(to: request, next: UInt64(index)) }
            index += 1
        }
        return page.reply(to: request)
    }
}
