/// Takes an HTTP/1.x answer apart as it comes in, in slices of any size, and keeps no part of its body (RFC 9112).
///
/// Lenient where that harms nobody: lines may end in a bare LF, and where Content-Length makes no sense the body ends with
/// the connection, as it does for keepalived always.
struct HTTPAnswerReader: Sendable {
    enum Piece {
        /// The status of the final answer; interim ones (100, 102 to 199) are passed over.
        case status(UInt16)
        /// These of the bytes just read belong to the body.
        case body(Range<Int>)
        case end
        case failure(FailureReason)
    }

    private enum State {
        case statusLine
        case header
        case body(remaining: Int)
        case bodyUntilClose
        case chunkSize
        case chunkData(remaining: Int)
        case chunkDataEnd
        case trailer
        case ended
    }

    private var state = State.statusLine
    private var line: [UInt8] = []
    private var headLength = 0
    private var bodyLength = 0
    private var status: UInt16 = 0
    private var framing = HTTPFraming()
    /// The request was HEAD: the answer has no body, whatever its fields say (RFC 9112 section 6.3).
    var answersHead = false

    /// Whether the head is complete, so that the end of the connection may end the body.
    var isInBody: Bool {
        switch state {
        case .statusLine, .header: false
        default: true
        }
    }

    /// The next piece of the answer in `bytes` from `offset` on, which moves past it; nil when more bytes are needed.
    mutating func next(in bytes: Span<UInt8>, from offset: inout Int) -> Piece? {
        while true {
            switch state {
            case .ended:
                return .end
            case .body(let remaining):
                guard let piece = takeBody(in: bytes, from: &offset, atMost: remaining) else { return nil }
                if case .body(let range) = piece { state = range.count == remaining ? .ended : .body(remaining: remaining - range.count) }
                return piece
            case .chunkData(let remaining):
                guard let piece = takeBody(in: bytes, from: &offset, atMost: remaining) else { return nil }
                if case .body(let range) = piece {
                    state = range.count == remaining ? .chunkDataEnd : .chunkData(remaining: remaining - range.count)
                }
                return piece
            case .bodyUntilClose:
                return takeBody(in: bytes, from: &offset, atMost: .max)
            case .statusLine, .header, .chunkSize, .chunkDataEnd, .trailer:
                if let failure = readLine(in: bytes, from: &offset) { return .failure(failure) }
                if line.last != Self.lineFeed { return nil }
                let piece = interpret(line: lineWithoutEnd)
                line.removeAll(keepingCapacity: true)
                if let piece { return piece }
            }
        }
    }

    private mutating func takeBody(in bytes: Span<UInt8>, from offset: inout Int, atMost limit: Int) -> Piece? {
        let count = min(limit, bytes.count - offset)
        if count == 0 { return nil }
        bodyLength += count
        if bodyLength > HTTPLimits.body { return .failure(.answerTooLarge) }
        defer { offset += count }
        return .body(offset..<offset + count)
    }
}

// Lines

extension HTTPAnswerReader {
    private static let lineFeed = UInt8(ascii: "\n")
    private static let protocolName = Array("HTTP/".utf8)

    /// Moves bytes into `line` up to a line feed. Fails as soon as the line is too long or can't become a status line.
    private mutating func readLine(in bytes: Span<UInt8>, from offset: inout Int) -> FailureReason? {
        if case .statusLine = state {
            while line.count < Self.protocolName.count, offset < bytes.count {
                let byte = bytes[offset]
                if byte != Self.protocolName[line.count] { return .malformedAnswer }
                line.append(byte)
                offset += 1
                if let failure = count(1) { return failure }
            }
        }
        let start = offset
        while offset < bytes.count {
            let byte = bytes[offset]
            line.append(byte)
            offset += 1
            if byte == Self.lineFeed { break }
        }
        return count(offset - start)
    }

    private mutating func count(_ bytes: Int) -> FailureReason? {
        if isInBody {
            bodyLength += bytes
            return bodyLength > HTTPLimits.body || line.count > HTTPLimits.chunkLine ? .answerTooLarge : nil
        }
        headLength += bytes
        return headLength > HTTPLimits.head ? .answerTooLarge : nil
    }

    private var lineWithoutEnd: ArraySlice<UInt8> {
        let content = line.dropLast()
        return content.last == UInt8(ascii: "\r") ? content.dropLast() : content
    }

    /// Acts on a complete line.
    private mutating func interpret(line content: ArraySlice<UInt8>) -> Piece? {
        switch state {
        case .statusLine:
            return interpretStatusLine(content)
        case .header:
            if content.isEmpty { return finishHead() }
            framing.take(field: content)
        case .chunkSize:
            guard let size = HTTPFraming.chunkSize(content) else { return .failure(.malformedAnswer) }
            if size > HTTPLimits.body { return .failure(.answerTooLarge) }
            state = size == 0 ? .trailer : .chunkData(remaining: size)
        case .chunkDataEnd:
            if !content.isEmpty { return .failure(.malformedAnswer) }
            state = .chunkSize
        case .trailer:
            if content.isEmpty { state = .ended }
        case .body, .bodyUntilClose, .chunkData, .ended:
            break
        }
        return nil
    }

    /// `HTTP/1.1 200 OK`; any version, and no reason phrase needed.
    private mutating func interpretStatusLine(_ content: ArraySlice<UInt8>) -> Piece? {
        let words = content.split(separator: UInt8(ascii: " "), maxSplits: 2)
        guard words.count >= 2, words[0].starts(with: Self.protocolName), words[1].count == 3, let status = HTTPFraming.decimal(words[1]),
            status >= 100
        else { return .failure(.malformedAnswer) }
        self.status = UInt16(truncatingIfNeeded: status)
        framing = HTTPFraming()
        state = .header
        return isInterim ? nil : .status(self.status)
    }

    /// RFC 9110 section 15.2; 101 is final, since the connection then speaks something else.
    private var isInterim: Bool { status < 200 && status != 101 }

    private mutating func finishHead() -> Piece? {
        if isInterim {
            state = .statusLine
            return nil
        }
        // RFC 9112 section 6.3: these have no body, whatever the fields say; then chunked goes before Content-Length.
        if status == 204 || status == 304 || answersHead {
            state = .ended
        } else if framing.isChunked {
            state = .chunkSize
        } else if let length = framing.contentLength {
            if length > HTTPLimits.body { return .failure(.answerTooLarge) }
            state = length == 0 ? .ended : .body(remaining: length)
        } else {
            state = .bodyUntilClose
        }
        return nil
    }
}
