public import LinuxSystem
public import NetworkTypes

/// The objects of one page, as long as there is room and time for them.
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
    private var limit: PageLimit

    /// - Parameter clock: tells for how long the page has been in work.
    public init(clock: @escaping @Sendable () -> MonotonicInstant = SystemClock.now) {
        limit = PageLimit(clock)
    }

    /// Writes one object on a line of its own.
    ///
    /// - Parameter write: the members of the object.
    /// - Returns: false where it isn't on the page: it belongs on the next one.
    public mutating func add(_ write: (inout JSONText) -> Void) -> Bool {
        limit.admitsEntry && addRegardlessOfTime(write)
    }

    /// Adds an object for each element, or for none of them. On an empty page, where no more room will ever be, as many as fit.
    public mutating func addAll<Element>(_ elements: [Element], _ write: (Element, inout JSONText) -> Void) -> Bool {
        guard limit.admitsEntry else { return false }
        let (length, before) = (text.count, limit)
        for element in elements where !addRegardlessOfTime({ write(element, &$0) }) {
            if before.isUntouched { return true }
            text.cut(to: length)
            limit = before
            return false
        }
        return true
    }

    private mutating func addRegardlessOfTime(_ write: (inout JSONText) -> Void) -> Bool {
        let before = text.count
        text.object(write)
        text.endLine()
        if !limit.admits(length: text.count) {
            text.cut(to: before)
            guard limit.isUntouched else { return false }
            // An object that fills more than a page would keep the reader from all that come behind it.
            text.object { $0.member("omitted", "an object of more than \(ControlReply.longestBody) bytes") }
            text.endLine()
        }
        limit.countEntry()
        return true
    }

    /// For a search that may find nothing for long: one step of it is taken.
    ///
    /// - Returns: false where it belongs to the next page.
    public mutating func takeStep() -> Bool {
        limit.takeStep()
    }

    /// - Parameter next: where the next page begins; nil where there is none.
    public func reply(to request: ControlRequest, next: UInt64? = nil) -> ControlReply {
        ControlReply(id: request.id, outcome: next == nil ? .lastPage : .page, cursor: next ?? 0, body: text.bytes)
    }

    /// A whole answer of this many objects that can be reached by their number.
    public static func reply(
        to request: ControlRequest, count: Int, clock: @escaping @Sendable () -> MonotonicInstant = SystemClock.now, _ write: (Int, inout JSONText) -> Void
    ) -> ControlReply {
        var page = ControlPage(clock: clock)
        var index = Int(clamping: request.cursor)
        while index < count {
            guard page.add({ write(index, &$0) }) else { return page.reply(to: request, next: UInt64(index)) }
            index += 1
        }
        return page.reply(to: request)
    }

    /// A whole answer of what several sources have to tell, most of which may have nothing. The cursor is a
    /// `NestedCursor`.
    public static func reply<Element>(
        to request: ControlRequest, sources: Int, _ elements: (Int) -> [Element], _ write: (Element, inout JSONText) -> Void
    ) -> ControlReply {
        var page = ControlPage()
        var cursor = NestedCursor(request.cursor)
        while cursor.outer < sources {
            guard page.takeStep() else { return page.reply(to: request, next: cursor.packed) }
            let elements = elements(cursor.outer)
            while cursor.inner < elements.count {
                guard page.add({ write(elements[cursor.inner], &$0) }) else { return page.reply(to: request, next: cursor.packed) }
                cursor.inner += 1
            }
            cursor.leave()
        }
        return page.reply(to: request)
    }
}
