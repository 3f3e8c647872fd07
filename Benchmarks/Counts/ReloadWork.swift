internal import Configuration
internal import ConfigurationLanguage
internal import IPVSTable
internal import NetworkTypes
internal import VirtualServers

/// A configuration in force and one that differs from it in the weight of one real server.
struct ReloadWork {
    let former: FormerReading?
    let next: SourceSnapshot
    let servers: [VirtualServer]

    init(virtualServers: Int, realServers: Int) {
        let text = SourceSnapshot(path: "x", bytes: TableWork.text(virtualServers: virtualServers, realServers: realServers))
        let (reading, known) = Self.read(text, after: nil)
        former = FormerReading(text, known, reading.configuration.virtualServers)
        var bytes = text.files[0].bytes
        // The last weight.
        if let place = bytes.lastIndex(of: UInt8(ascii: "1")), let last = bytes[..<place].lastIndex(of: UInt8(ascii: "w")) {
            bytes[last + 7] = UInt8(ascii: "2")
        }
        next = SourceSnapshot(path: "x", bytes: bytes)
        servers = reading.configuration.virtualServers.map { VirtualServer($0, now: MonotonicInstant(nanoseconds: 0)) }
    }

    static func read(_ text: SourceSnapshot, after former: FormerReading?) -> (reading: Configuration.Reading, known: KnownBlocks) {
        var reading = StagedReading(text, part: .check, after: former)
        while !reading.advance(64) {}
        return reading.result
    }
}

/// The virtual servers that follow, without a kernel behind them.
struct ReloadHost: VirtualServerHost {
    var servers: [VirtualServerIdentity: VirtualServer]
    let identities: [VirtualServerIdentity]
    var changes: [TableChange] = []

    init(_ servers: [VirtualServer]) {
        self.servers = Dictionary(uniqueKeysWithValues: servers.map { ($0.definition.identity, $0) })
        identities = servers.map(\.definition.identity)
    }

    func definition(of identity: VirtualServerIdentity) -> VirtualServerDefinition? { servers[identity]?.definition }
    func desired(of identity: VirtualServerIdentity) -> [ServiceIdentity: TableService] { servers[identity]?.desired ?? [:] }
    func serversFoundUp(of identity: VirtualServerIdentity) -> Set<DestinationIdentity> { [] }
    var leavingServices: [[ServiceIdentity]] { [] }
    mutating func beginChanges() {}
    mutating func claim(_ services: [ServiceIdentity]) {}
    mutating func takeFromLeaving(_ services: Set<ServiceIdentity>) -> [ServiceIdentity: TableService] { [:] }

    mutating func reconfigure(to definition: VirtualServerDefinition, moving: [ServiceIdentity: TableService]) {
        guard let reconfiguration = servers[definition.identity]?.reconfigure(to: definition, taking: moving, now: MonotonicInstant(nanoseconds: 0)) else { return }
        for case .change(let change) in reconfiguration.effects { changes.append(change) }
    }

    mutating func introduce(_ definition: VirtualServerDefinition, moving: [ServiceIdentity: TableService], foundUp: Set<DestinationIdentity>) {}
    mutating func remove(_ identity: VirtualServerIdentity, moving: [ServiceIdentity: TableService]) {}
    mutating func endChanges(_ definitions: [VirtualServerDefinition]) {}
}

/// A role reads a text in which hardly anything has changed, and follows it.
@inline(never)
func reload(_ work: ReloadWork) {
    let reading = ReloadWork.read(work.next, after: work.former).reading
    var following = Following(reading.configuration.virtualServers)
    var host = ReloadHost(work.servers)
    while following.proceed(&host) {}
    precondition(host.changes.count == 1, "another number of changes")
}

/// One virtual server of thousands of real servers, of which one has another weight.
@inline(never)
func reconfigurePool(_ work: ReloadWork) {
    guard var server = work.servers.first else { return }
    var definition = server.definition
    definition.realServers[7].settings.weight = 9
    let reconfiguration = server.reconfigure(to: definition, now: MonotonicInstant(nanoseconds: 0))
    precondition(reconfiguration?.effects.contains { if case .change = $0 { true } else { false } } == true, "nothing has changed")
}

/// What the kernel has of such a virtual server is compared with what it should have.
@inline(never)
func comparePool(_ server: VirtualServer, _ actual: TableService) {
    var keeper = TableKeeper()
    let now = MonotonicInstant(nanoseconds: 0)
    guard let service = server.definition.services.first else { return }
    keeper.claim([service])
    keeper.beginComparison(of: [service], now: now)
    guard let next = keeper.nextService() else { return }
    let isRight = server.isRight(actual, for: next)
    precondition(isRight, "equal tables differ")
    precondition(keeper.compare(next, actual: actual, desired: server.desired(for: next), isRight: isRight, now: now).isEmpty, "equal tables differ")
}
