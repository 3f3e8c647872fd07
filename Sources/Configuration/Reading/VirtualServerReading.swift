internal import ConfigurationLanguage
internal import HealthCheck
internal import IPVSTable
internal import NetworkTypes
internal import VirtualServers

extension Reader {
    mutating func beginVirtualServer(_ statement: Int) -> Bool {
        virtualServer = VirtualServerDraft()
        virtualServer.place = tree.range(of: statement)
        if isWord(1, in: statement, "group") {
            guard tree.wordCount(of: statement) > 2 else {
                report(.error, .missingValue, "`group` needs the name of a virtual_server_group", at: virtualServer.place)
                return false
            }
            virtualServer.name = .group(string(2, in: statement))
            return true
        }
        if isWord(1, in: statement, "fwmark") {
            guard tree.wordCount(of: statement) > 2 else {
                report(.error, .missingValue, "`fwmark` needs a number", at: virtualServer.place)
                return false
            }
            // Mark 0 is what unmarked packets have (linux/ip_vs.h: fwmark 0 means "no mark").
            guard let mark = number(2, in: statement, 1...greatestCount) else { return false }
            virtualServer.name = .firewallMark(UInt32(clamping: mark))
            return true
        }
        guard let (address, port) = endpoint(1, in: statement) else { return false }
        virtualServer.name = .endpoint(address, port: port)
        return true
    }

    mutating func endVirtualServer(_ statement: Int) {
        if virtualServer.realServers.isEmpty {
            report(
                .warning, .noRealServer, "a virtual server without a real server is left out", at: virtualServer.place)
            return
        }
        guard let (identity, services) = claimServices() else { return }
        let scope = ServiceScope(services)
        let settings = serviceSettings(scope, identity.transport)
        let method = method()
        hasComparedTimeout = false
        ending = EndingServer(identity: identity, services: services, scope: scope, settings: settings, method: method)
        ending?.definitions.reserveCapacity(virtualServer.realServers.count)
    }

    /// All real servers of the virtual server are worked out.
    mutating func end(_ ended: EndingServer) {
        var server = ended
        let realServers = server.definitions
        if realServers.isEmpty {
            report(
                .warning, .noRealServer, "no real server is left over: the virtual server is left out", at: virtualServer.place)
            return
        }
        let (quorum, hysteresis) = quorum(realServers)
        requireForwarding(server.scope.families, realServers)
        compareWeightsWithSlowStart(realServers)
        var definition = VirtualServerDefinition(
            identity: server.identity, services: server.services, settings: server.settings, quorum: quorum, hysteresis: hysteresis,
            sorryServer: sorryServer(beside: &server), startsFailed: virtualServer.timing.startsFailed ?? false,
            omega: virtualServer.omega, quorumUp: virtualServer.quorumUp, quorumDown: virtualServer.quorumDown, realServers: realServers)
        definition.suspendsWithoutAddress = suspension(server.scope)
        definition.sendsMail = sendsMail(virtualServer.sendsMail, otherwise: false)
        definition.notifiesInitialStates = configuration.global.notifiesInitialStates
        definition.initialState = virtualServer.initialState
        definition.panicThreshold = virtualServer.panicThreshold
        configuration.virtualServers.append(definition)
    }

    private mutating func serviceSettings(_ scope: ServiceScope, _ transport: TransportProtocol?) -> ServiceSettings {
        if virtualServer.scheduler == nil, !virtualServer.hasBadScheduler {
            report(
                .warning, .defaultScheduler, "no `lb_algo` (`lvs_sched`) is given: wlc is used", at: virtualServer.place)
        }
        let granularity = granularity(of: scope.families)
        var settings = ServiceSettings(
            scheduler: virtualServer.scheduler ?? .weightedLeastConnection, flags: virtualServer.flags,
            persistencePrefixLength: granularity ?? scope.bitWidth,
            persistenceEngine: virtualServer.persistenceEngine)
        if let place = virtualServer.onePacketPlace, let transport, transport != .udp {
            report(
                .warning, .onePacketWithoutUDP, "`ops` is ignored: one-packet scheduling is for UDP", at: place)
            settings.flags.remove(.onePacket)
        }
        var timeout = virtualServer.persistenceTimeout
        if timeout == nil, granularity != nil { timeout = defaultPersistenceTimeout }
        if timeout == nil, scope.ports.contains(0) {
            // The kernel takes port 0 only for persistent services (ip_vs_ctl.c: ip_vs_genl_parse_service and ip_vs_add_service).
            report(
                .warning, .persistenceForced, "a virtual server without a port must be persistent: persistence_timeout 360 is used",
                at: virtualServer.place)
            timeout = defaultPersistenceTimeout
        }
        if let timeout {
            settings.flags.insert(.persistent)
            settings.persistenceTimeout = timeout
        }
        return settings
    }

    private mutating func method() -> MethodDraft {
        if let method = virtualServer.method { return method }
        if !virtualServer.hasBadMethod, virtualServer.realServers.contains(where: { $0.method == nil }) {
            report(
                .warning, .defaultForwardingMethod, "no `lb_kind` (`lvs_method`) is given: NAT is used", at: virtualServer.place)
        }
        return MethodDraft(forwarding: .masquerade)
    }

    /// keepalived lowers a quorum that the weights can't reach, and a hysteresis that would keep it from being lost.
    private mutating func quorum(_ realServers: [RealServerDefinition]) -> (quorum: UInt32, hysteresis: UInt32) {
        let sum = realServers.reduce(UInt64(0)) { $0 + UInt64($1.settings.weight) }
        var quorum = virtualServer.quorum
        if UInt64(quorum) > sum, let place = virtualServer.quorumPlace {
            quorum = UInt32(clamping: max(1, sum))
            if quorum != virtualServer.quorum {
                report(
                    .warning, .quorumTooHigh, "the quorum is more than all weights together: it is lowered to \(quorum)", at: place)
            }
        }
        if virtualServer.hysteresis < quorum { return (quorum, virtualServer.hysteresis) }
        report(
            .warning, .hysteresisTooHigh, "the hysteresis must be less than the quorum: it is lowered to \(quorum - 1)",
            at: virtualServer.hysteresisPlace ?? virtualServer.place)
        return (quorum, quorum - 1)
    }

    private mutating func sorryServer(beside server: inout EndingServer) -> SorryServerDefinition? {
        guard let sorry = virtualServer.sorryServer else { return nil }
        let scope = server.scope
        let method = virtualServer.sorryServerMethod ?? server.method
        guard scope.accepts(sorry.address.family, method.forwarding) else {
            report(
                .error, .addressFamilyMismatch, "the sorry server is of another address family than the virtual server: it is left out",
                at: sorry.place)
            return nil
        }
        let endpoint = Endpoint(sorry.address, port: destinationPort(sorry.port, scope, method.forwarding, sorry.place))
        if let (other, first) = server.neighbour(of: endpoint) {
            report(
                .error, .sameDestination, "at port \(other.port) the sorry server is one destination with a real server: it is left out", at: sorry.place,
                related: Diagnostic.Related(message: "the real server", range: first))
            return nil
        }
        return SorryServerDefinition(
            identity: endpoint,
            settings: DestinationSettings(forwarding: method.forwarding, weight: 1, tunnel: method.tunnel),
            inhibit: virtualServer.sorryServerInhibit)
    }

    /// Only NAT can change the port; the kernel ignores it otherwise, and a mark covers many ports. 0 where there is none, or where
    /// it is the port of each service.
    mutating func destinationPort(_ given: UInt16?, _ scope: ServiceScope, _ forwarding: ForwardingMethod, _ place: SourceRange) -> UInt16 {
        guard let port = scope.port else { return forwarding == .masquerade ? given ?? 0 : 0 }
        guard let given, given != port else { return port }
        if forwarding == .masquerade { return given }
        let reason =
            port == 0
            ? "the virtual server has no port, and \(forwarding.name) can't add one: the port is ignored"
            : "\(forwarding.name) can't change the port: \(port) is used"
        report(.warning, .portForced, reason, at: place, hint: "a check of another port is written with `connect_port`")
        return port
    }
}

/// Seconds; what keepalived takes where persistence is asked for without a time.
let defaultPersistenceTimeout: UInt32 = 360
