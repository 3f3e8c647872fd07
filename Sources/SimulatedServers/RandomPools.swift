internal import HealthCheck
internal import IPVSTable
public import NetworkTypes
public import VirtualServers

/// Configurations over few virtual servers, real servers and settings, so that two random ones have much in common.
public struct RandomPools {
    public var random: SeededGenerator

    public init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    public static let hosts = (1...6).map { IPAddress.v4(IPv4Address(192, 168, 7, UInt8($0))) }
    public static let addresses = (1...7).map { IPAddress.v4(IPv4Address(10, 100, 0, UInt8($0))) }
    static let sorryHost = IPAddress.v4(IPv4Address(192, 168, 7, 99))

    private mutating func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &random) == 0 }

    /// Each address is a virtual server of its own, a member of a group, or not there.
    public mutating func configuration() -> [VirtualServerDefinition] {
        var members: [String: [IPAddress]] = [:]
        var definitions: [VirtualServerDefinition] = []
        for address in Self.addresses {
            switch Int.random(in: 0..<6, using: &random) {
            case 0: break
            case 1: members["first", default: []].append(address)
            case 2: members["second", default: []].append(address)
            default: definitions.append(virtualServer(.service(Self.service(address)), [address]))
            }
        }
        for (name, addresses) in members.sorted(by: { $0.key < $1.key }) {
            definitions.append(virtualServer(.group(name, .tcp), addresses))
        }
        return definitions
    }

    static func service(_ address: IPAddress) -> ServiceIdentity { .endpoint(.tcp, Endpoint(address, port: 80)) }

    /// The same with one thing changed.
    public mutating func variation(of definitions: [VirtualServerDefinition]) -> [VirtualServerDefinition] {
        guard let index = definitions.indices.randomElement(using: &random) else { return configuration() }
        var result = definitions
        guard let server = result[index].realServers.indices.randomElement(using: &random) else { return configuration() }
        switch Int.random(in: 0..<10, using: &random) {
        case 0: result[index].realServers[server].settings.weight = UInt32.random(in: 1...5, using: &random)
        case 1: result[index].realServers[server].settings.upperThreshold = UInt32.random(in: 0...3, using: &random)
        case 2: result[index].settings.scheduler = [.roundRobin, .weightedRoundRobin].randomElement(using: &random) ?? .roundRobin
        case 3: result[index].realServers[server].settings.forwarding = [.directRouting, .masquerade].randomElement(using: &random) ?? .directRouting
        case 4: result[index].realServers.remove(at: server)
        case 5: result.remove(at: index)
        case 6: result[index].panicThreshold = chance(2) ? 0 : UInt8.random(in: 1...100, using: &random)
        case 7: result[index].sorryServer = result[index].sorryServer == nil ? sorryServer() : nil
        case 8: (result[index].quorum, result[index].hysteresis) = quorum()
        default: result[index].realServers[server].checks = [
                check(result[index].realServers[server].identity.address, delay: Int.random(in: 2...9, using: &random))
            ]
        }
        return result
    }

    private mutating func virtualServer(_ identity: VirtualServerIdentity, _ addresses: [IPAddress]) -> VirtualServerDefinition {
        var definition = VirtualServerDefinition(
            identity: identity, services: addresses.map(Self.service),
            settings: ServiceSettings(scheduler: chance(2) ? .roundRobin : .weightedRoundRobin, persistencePrefixLength: 32), realServers: [])
        if chance(3) { definition.initialState = .checking }
        if chance(4) { definition.panicThreshold = UInt8.random(in: 1...100, using: &random) }
        definition.suspendsWithoutAddress = chance(5)
        let slowStart = chance(3) ? SlowStart(window: .seconds(Int.random(in: 1...20, using: &random)), floor: UInt8.random(in: 1...100, using: &random)) : nil
        let drainTimeout = chance(3) ? Duration.seconds(Int.random(in: 1...25, using: &random)) : .zero
        for index in Self.hosts.indices where Bool.random(using: &random) {
            var server = RealServerDefinition(
                identity: Endpoint(Self.hosts[index], port: 80),
                settings: DestinationSettings(forwarding: .directRouting, weight: UInt32.random(in: 0...3, using: &random)),
                inhibitOnFailure: Bool.random(using: &random),
                checks: [check(Self.hosts[index], delay: Int.random(in: 2...3, using: &random), startsFailed: definition.initialState == .checking)])
            server.slowStart = slowStart
            server.drainTimeout = drainTimeout
            definition.realServers.append(server)
        }
        (definition.quorum, definition.hysteresis) = quorum()
        if chance(3) { definition.sorryServer = sorryServer() }
        return definition
    }

    private mutating func quorum() -> (UInt32, UInt32) {
        let quorum = UInt32.random(in: 1...4, using: &random)
        return (quorum, UInt32.random(in: 0..<quorum, using: &random))
    }

    private mutating func sorryServer() -> SorryServerDefinition {
        // It may be one of the real servers.
        let host = chance(4) ? Self.hosts[0] : Self.sorryHost
        return SorryServerDefinition(
            identity: Endpoint(host, port: 80), settings: DestinationSettings(forwarding: .directRouting, weight: 1), inhibit: chance(2))
    }

    private mutating func check(_ host: IPAddress, delay: Int, startsFailed: Bool = false) -> CheckDefinition {
        CheckDefinition(
            probe: .tcp, target: Endpoint(host, port: 80),
            timing: CheckTiming(
                connectTimeout: .seconds(1), retries: 1, delayBeforeRetry: .seconds(1), delayLoop: .seconds(delay), warmup: .seconds(delay),
                rise: chance(4) ? 2 : 1), startsFailed: startsFailed || chance(6))
    }
}
