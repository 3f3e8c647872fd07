import HealthCheck
import IPVSTable
import NetworkTypes
import VirtualServers

/// Configurations over few virtual servers, real servers and settings, so that two random ones have much in common.
struct RandomConfigurations {
    var random: SeededGenerator

    static let hosts = (1...6).map { IPAddress.v4(IPv4Address(192, 168, 7, UInt8($0))) }

    mutating func configuration() -> [VirtualServerDefinition] {
        (1...5).filter { _ in Int.random(in: 0..<4, using: &random) > 0 }.map { virtualServer(UInt8($0)) }
    }

    /// The same with one thing changed.
    mutating func variation(of definitions: [VirtualServerDefinition]) -> [VirtualServerDefinition] {
        guard let index = definitions.indices.randomElement(using: &random) else { return configuration() }
        var result = definitions
        guard let server = result[index].realServers.indices.randomElement(using: &random) else { return configuration() }
        switch Int.random(in: 0..<7, using: &random) {
        case 0: result[index].realServers[server].settings.weight = UInt32.random(in: 1...5, using: &random)
        case 1: result[index].realServers[server].settings.upperThreshold = UInt32.random(in: 0...3, using: &random)
        case 2: result[index].settings.scheduler = [.roundRobin, .weightedRoundRobin].randomElement(using: &random) ?? .roundRobin
        case 3: result[index].realServers[server].settings.forwarding = [.directRouting, .masquerade].randomElement(using: &random) ?? .directRouting
        case 4: result[index].realServers.remove(at: server)
        case 5: result.remove(at: index)
        default: result[index].realServers[server].checks = [
                check(result[index].realServers[server].identity.address, delay: Int.random(in: 2...9, using: &random))
            ]
        }
        return result
    }

    private mutating func virtualServer(_ number: UInt8) -> VirtualServerDefinition {
        let service = ServiceIdentity.endpoint(.tcp, Endpoint(.v4(IPv4Address(10, 100, 0, number)), port: 80))
        var definition = VirtualServerDefinition(
            identity: .service(service),
            settings: ServiceSettings(scheduler: Bool.random(using: &random) ? .roundRobin : .weightedRoundRobin, persistencePrefixLength: 32),
            realServers: [])
        for index in Self.hosts.indices where Bool.random(using: &random) {
            definition.realServers.append(
                RealServerDefinition(
                    identity: Endpoint(Self.hosts[index], port: 80),
                    settings: DestinationSettings(forwarding: .directRouting, weight: UInt32.random(in: 1...3, using: &random)),
                    inhibitOnFailure: Bool.random(using: &random), checks: [check(Self.hosts[index], delay: Int.random(in: 2...3, using: &random))]))
        }
        if Int.random(in: 0..<3, using: &random) == 0 {
            definition.sorryServer = SorryServerDefinition(
                identity: Endpoint(.v4(IPv4Address(192, 168, 7, 99)), port: 80), settings: DestinationSettings(forwarding: .directRouting, weight: 1),
                inhibit: Bool.random(using: &random))
        }
        return definition
    }

    private func check(_ host: IPAddress, delay: Int) -> CheckDefinition {
        CheckDefinition(
            probe: .tcp, target: Endpoint(host, port: 80),
            timing: CheckTiming(
                connectTimeout: .seconds(1), retries: 1, delayBeforeRetry: .seconds(1), delayLoop: .seconds(delay), warmup: .seconds(delay)))
    }
}
