public import EventLoop
public import LinuxSystem
internal import NetworkTypes

/// A socket under a file name and the clients that have connected to it.
public final class VarlinkServer {
    private let loop: EventLoop
    private let path: String
    private let limits: VarlinkLimits
    private let listener: FileDescriptor
    private var connections: [Int32: VarlinkConnection] = [:]
    private var sweep: EventLoop.Timer?
    private var isSweeping = false
    private var isListening = true

    /// Whether somebody may talk to the server at all.
    public var mayConnect: (PeerIdentity) -> Bool = { _ in false }
    /// Called with each call: it is answered by `reply` and `fail` of the connection, at once or later.
    public var onCall: (VarlinkConnection, VarlinkCall) -> Void = { _, _ in }
    /// Called when a client was dropped, with the reason.
    public var onDrop: (PeerIdentity, String) -> Void = { _, _ in }
    /// Called a moment after the last client has gone.
    public var onQuiet: () -> Void = {}
    /// What one is told for whom there is no room, or no permission: a whole reply.
    public var refusal: (PeerIdentity, Refusal) -> [UInt8] = { _, _ in [] }

    public enum Refusal: Hashable, Sendable {
        case tooManyClients
        case notPermitted
    }

    /// - Parameters:
    ///   - path: a file name; whatever stands there is replaced.
    ///   - mode: of the file.
    ///   - group: that the file belongs to.
    public init(_ loop: EventLoop, path: String, mode: UInt32, group: UInt32?, limits: VarlinkLimits = VarlinkLimits()) throws(SystemError) {
        self.loop = loop
        self.path = path
        self.limits = limits
        listener = try FileDescriptor.localListener(path, mode: mode, group: group)
        sweep = EventLoop.Timer { [unowned self] in checkForLife() }
        try loop.watch(listener.number, for: .readable) { [unowned self] _ in accept() }
    }

    public var clientCount: Int { connections.count }

    /// Lets another group use the file name.
    public func give(to group: UInt32) throws(SystemError) {
        try Files.give(path, toGroup: group)
    }

    /// Every client is sent away, and the name is removed.
    public func close() {
        loop.forget(listener.number)
        for connection in connections.values { connection.drop(nil) }
        if let sweep { loop.disarm(sweep) }
        Files.remove(path)
    }

    // MARK: Clients

    /// So many are taken in at one go.
    private static let acceptedAtOnce = 32

    private func accept() {
        for _ in 0..<Self.acceptedAtOnce {
            do throws(SystemError) {
                guard let socket = try listener.acceptConnection() else { return }
                try take(socket)
            } catch {
                // No descriptors are left. Those who wait would wake the loop at once again.
                return pause()
            }
        }
    }

    private func take(_ socket: consuming FileDescriptor) throws(SystemError) {
        let peer = try socket.peerIdentity()
        let room = limits.mostClients - (peer.user == 0 ? 0 : limits.keptForRoot)
        if !mayConnect(peer) { return refuse(socket, peer, .notPermitted) }
        if connections.count >= room { return refuse(socket, peer, .tooManyClients) }
        let connection = try VarlinkConnection(loop, socket, peer: peer, limits)
        connection.onCall = { [unowned self] in onCall($0, $1) }
        connection.onClose = { [unowned self] connection, reason in
            if let reason { onDrop(connection.peer, reason) }
            // It may be at work right now: the descriptor is closed when it isn't.
            let number = connection.number
            loop.atEndOfRound { [weak self] in
                if self?.connections[number] === connection { self?.connections[number] = nil }
            }
        }
        connections[connection.number] = connection
        sweepLater()
    }

    private func refuse(_ socket: borrowing FileDescriptor, _ peer: PeerIdentity, _ reason: Refusal) {
        let message = refusal(peer, reason)
        _ = try? socket.send(message[...])
    }

    private func pause() {
        isListening = false
        try? loop.change(listener.number, to: [])
        sweepLater()
    }

    private func sweepLater() {
        guard !isSweeping, let sweep else { return }
        isSweeping = true
        loop.arm(sweep, at: loop.now + .seconds(1))
    }

    private func checkForLife() {
        isSweeping = false
        for connection in connections.values { connection.checkForLife(now: loop.now) }
        if !isListening {
            isListening = true
            try? loop.change(listener.number, to: .readable)
        }
        if connections.isEmpty { onQuiet() } else { sweepLater() }
    }
}
