internal import BFD
internal import ControlProtocol
internal import EventLoop
internal import LinuxSystem
internal import Logging
internal import NetworkTypes
internal import PacketIO

/// One session at work: its timer, and the socket from which its packets leave.
final class SessionRunner {
    private(set) var session: BFDSession
    private unowned let owner: Sessions
    private var sender: BFDSender?
    private var timer: EventLoop.Timer?
    /// A failure to send was logged.
    private var hasComplained = false
    private var lastMemory: BFDSessionMemory?

    var name: String { session.definition.name }

    init(_ session: BFDSession, _ owner: Sessions) {
        self.session = session
        self.owner = owner
        timer = EventLoop.Timer { [unowned self] in timeHasCome() }
    }

    // MARK: Inputs

    /// - Parameter memory: what the process before has left of the session.
    func start(_ memory: BFDSessionMemory?, silence: Duration) {
        let now = SystemClock.now()
        if let memory { perform(session.resume(memory, now: now)) } else { perform(session.start(now: now, silence: silence)) }
    }

    func reconfigure(to definition: BFDSessionDefinition) {
        if definition.hopLimit != session.definition.hopLimit { sender = nil }
        perform(session.reconfigure(to: definition, now: SystemClock.now()))
    }

    func stop() {
        perform(session.stop(now: SystemClock.now()))
    }

    func received(_ packet: BFDPacket, hopLimit: UInt8?) throws(BFDPacketError) {
        perform(try session.received(packet, hopLimit: hopLimit, now: owner.loop.now))
    }

    func clearCounters() {
        session.clearCounters()
    }

    private func timeHasCome() {
        // Later than the beginning of the round, where packets kept it busy.
        perform(session.advance(now: SystemClock.now()))
    }

    // MARK: Effects

    private func perform(_ effects: [BFDSession.Effect]) {
        for effect in effects {
            switch effect {
            case .transmit(let packet): send(packet)
            case .reported(let isUp): owner.report(.session(named: name, isUp: isUp))
            case .stateChanged(let transition): owner.publish(RoleEvent { transition.writeEvent(of: name, to: &$0) })
            case .log(let event): log(event)
            }
        }
        arm()
        let memory = session.memory
        if memory != lastMemory {
            lastMemory = memory
            owner.recordChanged()
        }
    }

    private func arm() {
        guard let timer else { return }
        if let deadline = session.deadline { owner.loop.arm(timer, at: deadline) } else { owner.loop.disarm(timer) }
    }

    private func send(_ packet: BFDPacket) {
        do throws(SystemError) {
            if sender == nil { sender = try owner.newSender(session.definition) }
            try sender?.send(packet.encode())
            hasComplained = false
        } catch {
            // Its address may be there by the next time, or another one.
            sender = nil
            if !hasComplained { owner.logger.error("(\(name)) Error sending packet: \(error)") }
            hasComplained = true
        }
    }

    private func log(_ event: BFDSessionEvent) {
        let fields = DaemonLog.fields(instance: event.session, event: event.kind.name)
        switch event.level {
        case .debug: owner.logger.debug("\(event)", metadata: fields)
        case .info: owner.logger.info("\(event)", metadata: fields)
        }
    }
}
