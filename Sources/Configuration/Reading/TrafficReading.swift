internal import ConfigurationLanguage
internal import HealthCheck
internal import IPVSTable
internal import VirtualServers

// What a virtual server and its real servers say of news, of their beginning and of their end.

extension Reader {
    /// Whether changes of a server are mailed: its own word, or one of the global ones.
    func sendsMail(_ own: Bool?, otherwise: Bool) -> Bool {
        own ?? defaults.sendsMailOfServers ?? defaults.sendsMail ?? otherwise
    }

    mutating func suspension(_ scope: ServiceScope) -> Bool {
        guard virtualServer.suspendsWithoutAddress, scope.hasMarks else { return virtualServer.suspendsWithoutAddress }
        report(
            .warning, .suspensionOfMark, "`ha_suspend` looks for the address of the virtual server, and a firewall mark has none: it is ignored",
            at: virtualServer.suspensionPlace ?? virtualServer.place)
        return false
    }

    /// Fills in what a real server does beyond keepalived.
    func followTraffic(_ server: RealServerDraft, _ settings: inout RealServerSettings) {
        let outer = virtualServer.traffic
        let window = server.traffic.slowStart ?? outer.slowStart ?? .zero
        if window > .zero {
            settings.slowStart = SlowStart(
                window: window, floor: server.traffic.slowStartFloor ?? outer.slowStartFloor ?? SlowStart.defaultFloor)
        }
        settings.drainTimeout = server.traffic.drainTimeout ?? outer.drainTimeout ?? .zero
        settings.sendsMail = sendsMail(server.sendsMail, otherwise: true)
    }

    /// No traffic flows before the first checks: they are not spread over a whole `delay_loop` unless somebody says so.
    static let warmupOfInitialChecks = Duration.seconds(1)

    /// A weight of a few units can't grow in parts.
    mutating func compareWeightsWithSlowStart(_ realServers: [RealServerDefinition]) {
        guard let server = realServers.first(where: { $0.slowStart != nil && (1..<Self.leastWeightForSlowStart).contains($0.settings.weight) })
        else { return }
        report(
            .warning, .slowStartOfSmallWeight,
            "weight \(server.settings.weight) of \(server.identity) is too small to grow in parts: `slow_start` does little or nothing",
            at: virtualServer.place, hint: "give all real servers weights of 10 and more, as 100, and a scheduler that heeds them")
    }

    private static let leastWeightForSlowStart: UInt32 = 5
}
