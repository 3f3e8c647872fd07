public import HealthCheck

/// A conversation over TLS: the handshake first, then the inner conversation, whose bytes travel in records.
///
/// To its driver it is a stream conversation like any other. One driver owns it, so no two threads ever touch it.
public final class TLSConversation: StreamConversation, @unchecked Sendable {
    private enum State {
        case shakingHands
        case talking
        case finished(Verdict)
    }

    private let session: TLSSession?
    private let request: TLSRequest
    private var inner: any StreamConversation
    private var state = State.shakingHands

    /// - Parameter context: made with the credentials of the request.
    public init(_ context: TLSContext, _ request: TLSRequest, _ inner: any StreamConversation) {
        session = TLSSession(context, serverName: request.serverName, verifiedName: request.verifiedName)
        self.request = request
        self.inner = inner
    }

    public func connected() -> StreamAction {
        step()
    }

    public func received(_ bytes: Span<UInt8>) -> StreamAction {
        if case .finished(let verdict) = state { return .finished(verdict) }
        session?.feed(bytes)
        return step()
    }

    public func closed() -> StreamAction {
        switch state {
        case .finished(let verdict): return .finished(verdict)
        case .shakingHands: return end(.failure(.tlsFailure("closed during the handshake")))
        case .talking:
            if request.requiresCloseNotify { return end(.failure(.closedEarly)) }
            return innerClosed()
        }
    }

    /// Goes as far as what has arrived allows.
    private func step() -> StreamAction {
        guard let session else { return end(.failure(.tlsFailure("no session can be set up"))) }
        if case .shakingHands = state { shakeHands(session) }
        if case .talking = state { readRecords(session) }
        // What was said last, be it only why the handshake failed, goes out before the connection is closed.
        let records = session.takeOutgoing()
        if case .finished(let verdict) = state { return records.isEmpty ? .finished(verdict) : .farewell(records, verdict) }
        return records.isEmpty ? .wait : .send(records)
    }

    private func shakeHands(_ session: TLSSession) {
        switch session.handshake() {
        case .done:
            state = .talking
            act(inner.connected(), session)
        case .needsRecords: break
        case .ended: _ = end(.failure(.tlsFailure("closed during the handshake")))
        case .failed(let reason): _ = end(.failure(.tlsFailure(reason)))
        }
    }

    private func readRecords(_ session: TLSSession) {
        var buffer = [UInt8](repeating: 0, count: Self.recordLength)
        while case .talking = state {
            switch session.read(into: &buffer) {
            case .done(let count): act(inner.received(buffer.span.extracting(0..<count)), session)
            case .needsRecords: return
            case .ended: _ = innerClosed()
            case .failed(let reason): _ = end(.failure(.tlsFailure(reason)))
            }
        }
    }

    private func act(_ action: StreamAction, _ session: TLSSession) {
        switch action {
        case .wait: break
        case .finished(let verdict): _ = end(verdict)
        case .farewell(let bytes, let verdict):
            _ = session.write(bytes)
            _ = end(verdict)
        case .send(let bytes):
            if case .failed(let reason) = session.write(bytes) { _ = end(.failure(.tlsFailure(reason))) }
        }
    }

    private func innerClosed() -> StreamAction {
        if case .finished(let verdict) = inner.closed() { return end(verdict) }
        return end(.failure(.closedEarly))
    }

    private func end(_ verdict: Verdict) -> StreamAction {
        state = .finished(verdict)
        return .finished(verdict)
    }

    /// The longest plaintext of a record (RFC 8446 section 5.1).
    private static let recordLength = 16_384
}
