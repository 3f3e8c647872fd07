/// The messages in a stream: each ends with a NUL byte (varlink.org, "Wire protocol"). Pure.
public struct VarlinkFrames: Sendable {
    /// A message is longer than it may be: the stream can't be understood any more.
    public struct TooLong: Error, Hashable, Sendable {}

    /// In bytes, the NUL not counted.
    public let longest: Int
    private var buffer: [UInt8] = []
    /// Where the first message that wasn't taken yet begins.
    private var start = 0
    /// How far the buffer was searched for its end.
    private var searched = 0

    public init(longest: Int) {
        self.longest = longest
    }

    /// Whether a message has begun whose end hasn't come.
    public var isPartial: Bool { start < buffer.count }

    /// In bytes: what is kept.
    public var count: Int { buffer.count - start }

    public mutating func append(_ bytes: some Collection<UInt8>) {
        if start == buffer.count {
            buffer.removeAll()
            (start, searched) = (0, 0)
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next whole message without its NUL; nil where more bytes are needed.
    public mutating func next() throws(TooLong) -> ArraySlice<UInt8>? {
        guard let end = buffer[searched...].firstIndex(of: 0) else {
            searched = buffer.count
            if buffer.count - start > longest { throw TooLong() }
            return nil
        }
        guard end - start <= longest else { throw TooLong() }
        let message = buffer[start..<end]
        start = end + 1
        searched = start
        return message
    }
}
