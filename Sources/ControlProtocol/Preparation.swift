public import Configuration
internal import ConfigurationLanguage
public import EventLoop
internal import LinuxSystem
internal import Logging
internal import NetworkTypes
public import VirtualServers

/// What a role has found in a new configuration.
public struct PreparationAnswer: Hashable, Sendable {
    public var findings: PreparationFindings
    /// nil where it couldn't be read.
    public var settings: DaemonSettings?

    public init(_ findings: PreparationFindings, _ settings: DaemonSettings? = nil) {
        self.findings = findings
        self.settings = settings
    }

    /// The message that tells the supervisor.
    ///
    /// - Parameter kind: `begun` or `prepared`.
    func message(_ kind: RoleMessage) -> [UInt8] {
        [kind.rawValue, findings.rawValue] + (settings?.encoded ?? [])
    }

    /// - Parameters:
    ///   - message: as the role sent it.
    ///   - kind: nil is returned where it is none of this kind.
    public init?(message: [UInt8], _ kind: RoleMessage) {
        guard message.count >= 2, message[0] == kind.rawValue else { return nil }
        self.init(PreparationFindings(rawValue: message[1]), DaemonSettings(encoded: message[2...]))
    }
}

/// A role's side of start and reload: reads a new text, a little in each round of the loop, and keeps what came of it until the word comes to
/// follow it, and what the role may do by it. Blocks that stand unchanged are taken over from the configuration in force.
public final class Preparation {
    private let part: Configuration.Part
    private let work: SlicedWork
    /// The text in force, and what is known of it.
    private var text: SealedText?
    private var known = KnownBlocks()
    private var virtualServers: [VirtualServerDefinition] = []
    private var candidate: SealedText?
    private var ready: (configuration: Configuration, known: KnownBlocks, findings: PreparationFindings)?
    private var privileges: RolePrivileges?
    private let logger = Logger(label: "daemon")
    private let scheduling: RoleScheduling
    /// The word to follow came before the reading was over.
    private var isAwaited = false
    /// A text that came while the role was still busy with the last one.
    private var held: SealedText?

    /// Called with what was found in a new text.
    public var answer: (PreparationAnswer) -> Void = { _ in }
    /// Called with a configuration that is to be followed from now on. The role is busy then until it calls `settle`.
    public var follow: (Configuration) -> Void = { _ in }
    /// Called instead where the configuration needs rights that this process has given up: it would find fault with what it can't see.
    public var makeWay: () -> Void = {}
    private var isBusy = false

    /// - Parameters:
    ///   - part: that of the role.
    ///   - privileges: nil where the process is more than a role and keeps its rights.
    public init(_ loop: EventLoop, part: Configuration.Part, privileges: RolePrivileges? = RolePrivileges()) {
        self.part = part
        self.privileges = privileges
        work = SlicedWork(loop, "reading")
        scheduling = RoleScheduling(loop, logger)
    }

    // MARK: Start

    /// Reads the first text, at once, and gives up the rights that the role doesn't need for it. The role is busy then until it calls `settle`.
    ///
    /// - Returns: nil where it isn't what a supervisor hands over; and what the supervisor is to be told, who may not have read it.
    public func begin(_ text: SealedText) -> (configuration: Configuration, answer: PreparationAnswer)? {
        guard let snapshot = text.read() else { return nil }
        var reading = StagedReading(snapshot, part: part)
        while !reading.advance(.max) {}
        let (result, known) = reading.result
        scheduling.follow(result.configuration.global.processes, of: part)
        privileges?.enter(result, part, logger)
        isBusy = true
        self.text = text
        self.known = known
        virtualServers = result.configuration.virtualServers
        return (result.configuration, PreparationAnswer(findings(in: result), DaemonSettings(of: result.configuration)))
    }

    // MARK: Orders

    /// To read a text and to say what is found.
    public func prepare(_ text: SealedText) {
        discard()
        if isBusy {
            held = text
            return
        }
        candidate = text
        var texts = TextPair(text, after: self.text)
        var reading: StagedReading?
        work.beginLater { [unowned self] in
            if reading == nil {
                switch texts.proceed() {
                case .goesOn: return true
                case .over(nil, _):
                    candidate = nil
                    answer(PreparationAnswer(.isFaulty))
                    return false
                case .over(let snapshot?, let former):
                    reading = StagedReading(snapshot, part: part, after: former.flatMap { FormerReading($0, known, virtualServers) })
                    return true
                }
            }
            if reading?.advance(Self.step) != true { return true }
            if let result = reading?.result { finished(result.reading, result.known) }
            return false
        } whenDone: { [unowned self] in
            if isAwaited { commit() }
        }
    }

    /// Some hundred microseconds at most.
    private static let step = 256

    private func finished(_ reading: Configuration.Reading, _ known: KnownBlocks) {
        let found = findings(in: reading)
        ready = (reading.configuration, known, found)
        answer(PreparationAnswer(found, DaemonSettings(of: reading.configuration)))
    }

    /// To follow what was read last. If it is still being read, it is followed as soon as that is over.
    public func commit() {
        guard !isBusy, let (configuration, known, findings) = ready.take() else {
            isAwaited = work.isUnderWay || held != nil || ready != nil
            return
        }
        isAwaited = false
        if findings.contains(.lacksRights) {
            candidate = nil
            return makeWay()
        }
        text = candidate.take()
        self.known = known
        virtualServers = configuration.virtualServers
        isBusy = true
        privileges?.follow(findings, policy: configuration.global.scriptPolicy, logger)
        scheduling.follow(configuration.global.processes, of: part)
        follow(configuration)
    }

    /// To forget what was read last, or is being read.
    public func discard() {
        work.cancel()
        candidate = nil
        ready = nil
        held = nil
        isAwaited = false
    }

    /// The role follows the configuration completely.
    ///
    /// - Parameter virtualServers: those in force, where equal ones stand in for those that were read.
    public func settle(_ virtualServers: [VirtualServerDefinition]) {
        if virtualServers.count == self.virtualServers.count { self.virtualServers = virtualServers }
        isBusy = false
        let isAwaited = isAwaited
        if let text = held.take() { prepare(text) }
        if isAwaited { commit() }
    }

    /// The role has something to do that must be over before it can follow another configuration: it calls `settle` then.
    public func hold() {
        isBusy = true
    }

    private func findings(in reading: Configuration.Reading) -> PreparationFindings {
        var findings: PreparationFindings = []
        if reading.outcome != .clean { findings.insert(.isFaulty) }
        if !reading.diagnostics(on: MachineFacts(observedFor: reading.requirements)).isEmpty { findings.insert(.hasRemarks) }
        if reading.configuration.hasWork(for: part) { findings.insert(.hasWork) }
        if reading.configuration.hasWork(for: .bfd) { findings.insert(.hasSessions) }
        if reading.leavesBlocks { findings.insert(.leavesBlocks) }
        if !reading.requirements.programs.isEmpty { findings.insert(.hasScripts) }
        if privileges?.lacksRights(for: reading, part) == true { findings.insert(.lacksRights) }
        return findings
    }
}
