internal import EventLoop
public import LinuxSystem
public import NetworkTypes

/// One client. Its calls are taken up one after the other: the next one isn't read before the one before is answered, and the next reply
/// isn't made before there is room for it, so a slow client costs what it has in its own queue and no more.
public final class VarlinkConnection {
    public let peer: PeerIdentity
    private let loop: EventLoop
    private let limits: VarlinkLimits
    private let socket: FileDescriptor
    private var frames: VarlinkFrames
    private var output: [UInt8] = []
    private var sent = 0
    private var inputHasEnded = false
    private(set) var isClosed = false
    private var isProcessing = false
    private var answersNothing = false
    private var lastProgress: MonotonicInstant
    /// What the socket is watched for.
    private var interest: Readiness = .readable

    /// A call was taken up and its last reply isn't made yet.
    public private(set) var isBusy = false
    /// Called with each call: it is answered by `reply` and `fail`, at once or later.
    var onCall: (VarlinkConnection, VarlinkCall) -> Void = { _, _ in }
    /// Called once when the client is gone or was dropped, with the reason where it isn't the client's own going.
    var onClose: (VarlinkConnection, String?) -> Void = { _, _ in }
    /// Called when there is room for another reply to the call under way. Whoever answers a call in several replies sets it.
    public var onRoom: (() -> Void)?
    /// Called when the call under way will get no reply any more, because its client is gone.
    public var onAbandoned: (() -> Void)?

    init(_ loop: EventLoop, _ socket: consuming FileDescriptor, peer: PeerIdentity, _ limits: VarlinkLimits) throws(SystemError) {
        self.loop = loop
        self.socket = socket
        self.peer = peer
        self.limits = limits
        frames = VarlinkFrames(longest: limits.longestCall)
        lastProgress = loop.now
        try loop.watch(self.socket.number, for: .readable) { [unowned self] readiness in ready(readiness) }
    }

    var number: Int32 { socket.number }

    // MARK: Answering

    /// - Parameters:
    ///   - parameters: one JSON object.
    ///   - continues: more replies follow; only for calls with `more`.
    public func reply(_ parameters: [UInt8], continues: Bool = false) {
        answer(VarlinkReply.message(parameters, continues: continues), isLast: !continues)
    }

    /// The last reply to the call under way.
    public func fail(_ error: VarlinkError) {
        answer(error.message, isLast: true)
    }

    /// The last reply to the call under way.
    ///
    /// - Parameter error: its name with that of its interface.
    public func fail(_ error: String, _ parameters: (inout JSONText) -> Void) {
        answer(VarlinkReply.message(error, parameters), isLast: true)
    }

    /// Whether another reply is welcome now; where not, `onRoom` is called later.
    public var hasRoom: Bool { output.count - sent < limits.enoughQueued }

    private func answer(_ message: [UInt8], isLast: Bool) {
        guard !isClosed, isBusy else { return }
        if !answersNothing { output.append(contentsOf: message) }
        if isLast {
            isBusy = false
            onRoom = nil
            onAbandoned = nil
        }
        if output.count - sent > limits.mostQueued { return drop("it leaves \(output.count - sent) bytes unread") }
        write()
        if isLast { process() }
    }

    // MARK: Writing

    private func write() {
        guard !isClosed else { return }
        do throws(SystemError) {
            while sent < output.count {
                guard let count = try socket.send(output[sent...]) else { break }
                sent += count
                lastProgress = loop.now
            }
        } catch {
            return drop(nil)
        }
        if sent == output.count {
            output.removeAll(keepingCapacity: output.capacity <= 4096)
            sent = 0
        } else if sent > limits.enoughQueued {
            output.removeFirst(sent)
            sent = 0
        }
        watch()
    }

    // MARK: Reading

    private func ready(_ readiness: Readiness) {
        if readiness.contains(.writable) || !interest.contains(.readable) && !readiness.isDisjoint(with: .hangup) {
            write()
            if !isClosed, !isBusy { process() }
            if !isClosed, isBusy, hasRoom { onRoom?() }
        }
        if isClosed { return }
        if interest.contains(.readable) {
            read()
        } else if !readiness.isDisjoint(with: .hangup) {
            drop(nil)
        }
    }

    private func read() {
        var room = [UInt8](repeating: 0, count: 16 << 10)
        do throws(SystemError) {
            guard let count = try socket.receive(into: &room) else { return }
            if count == 0 {
                inputHasEnded = true
            } else {
                if !frames.isPartial { lastProgress = loop.now }
                frames.append(room[..<count])
            }
        } catch {
            return drop(nil)
        }
        process()
    }

    /// Takes up what calls have come, one after the other.
    private func process() {
        guard !isProcessing, !isClosed else { return }
        isProcessing = true
        while !isBusy, !isClosed, hasRoom {
            do throws(VarlinkFrames.TooLong) {
                guard let message = try frames.next() else { break }
                take(message)
            } catch {
                drop("its call has more than \(limits.longestCall) bytes")
            }
        }
        isProcessing = false
        if isClosed { return }
        // A client that sends no more may still read: its last call is answered first.
        if inputHasEnded, !isBusy, sent == output.count { return drop(nil) }
        watch()
    }

    private func take(_ message: ArraySlice<UInt8>) {
        lastProgress = loop.now
        do throws(VarlinkCall.Mistake) {
            let call = try VarlinkCall(message: message)
            isBusy = true
            answersNothing = call.oneway
            onCall(self, call)
        } catch {
            // There is no reply to what isn't a call, and who sends such things sends more of them.
            switch error {
            case .notJSON(let reason): drop("what it sent can't be read: \(reason)")
            case .notACall: drop("what it sent is no method call")
            }
        }
    }

    private func watch() {
        guard !isClosed else { return }
        var wanted: Readiness = []
        if !isBusy, !inputHasEnded, hasRoom { wanted.insert(.readable) }
        if sent < output.count { wanted.insert(.writable) }
        if wanted == interest { return }
        interest = wanted
        try? loop.change(socket.number, to: wanted)
    }

    // MARK: Ending

    /// To be called about every second.
    func checkForLife(now: MonotonicInstant) {
        let silence = now - lastProgress
        if sent < output.count {
            if silence > limits.patience { drop("it hasn't read anything for \(limits.patience.secondsText) s") }
        } else if !isBusy {
            if frames.isPartial, silence > limits.patience { drop("it hasn't ended its call for \(limits.patience.secondsText) s") }
            if silence > limits.longestIdle { drop(nil) }
        }
    }

    /// Ends the connection.
    ///
    /// - Parameter reason: nil where it was the client who went.
    func drop(_ reason: String?) {
        guard !isClosed else { return }
        isClosed = true
        loop.forget(socket.number)
        let abandoned = onAbandoned
        onRoom = nil
        onAbandoned = nil
        abandoned?()
        onClose(self, reason)
    }
}
