import HealthCheck
import IPVSTable
import NetworkTypes
import VirtualServers

let web = ServiceIdentity.endpoint(.tcp, Endpoint(.v4(IPv4Address(172, 17, 1, 160)), port: 80))
/// The time in tests that aren't about time.
let someTime = MonotonicInstant(nanoseconds: 1_000_000_000_000)
let roundRobin = ServiceSettings(scheduler: .roundRobin, persistencePrefixLength: 32)

func host(_ number: UInt8, port: UInt16 = 80) -> DestinationIdentity {
    Endpoint(.v4(IPv4Address(172, 17, 1, number)), port: port)
}

func direct(weight: UInt32) -> DestinationSettings {
    DestinationSettings(forwarding: .directRouting, weight: weight)
}

func tcpCheck(port: UInt16 = 80, startsFailed: Bool = false, delayLoop: Duration = .seconds(6)) -> CheckDefinition {
    CheckDefinition(
        probe: .tcp, target: Endpoint(.v4(.any), port: port),
        timing: CheckTiming(
            connectTimeout: .seconds(3), retries: 3, delayBeforeRetry: .seconds(3), delayLoop: delayLoop, warmup: delayLoop),
        startsFailed: startsFailed)
}

func realServer(
    _ number: UInt8, weight: UInt32 = 1, inhibit: Bool = false, checks: [CheckDefinition] = [tcpCheck()]
) -> RealServerDefinition {
    RealServerDefinition(identity: host(number), settings: direct(weight: weight), inhibitOnFailure: inhibit, checks: checks)
}

func virtualServer(
    _ realServers: [RealServerDefinition], quorum: UInt32 = 1, hysteresis: UInt32 = 0, sorryServer: SorryServerDefinition? = nil
) -> VirtualServerDefinition {
    VirtualServerDefinition(
        identity: .service(web), settings: roundRobin, quorum: quorum, hysteresis: hysteresis, sorryServer: sorryServer, realServers: realServers)
}

func sorry(_ number: UInt8 = 99, inhibit: Bool = false) -> SorryServerDefinition {
    SorryServerDefinition(identity: host(number), settings: direct(weight: 1), inhibit: inhibit)
}

extension [VirtualServerEffect] {
    var changes: [TableChange] {
        compactMap { if case .change(let change) = $0 { change } else { nil } }
    }

    var lines: [String] {
        compactMap { if case .event(let event) = $0 { event.description } else { nil } }
    }
}

extension VirtualServer {
    /// The first checker of the real server at `index` says so.
    mutating func check(_ index: Int, isUp: Bool, check: Int = 0) -> [VirtualServerEffect] {
        checkerChanged(CheckPosition(realServer: index, check: check), isUp: isUp, now: someTime)
    }

    /// What the table should hold for the only service.
    var service: TableService { desired[web] ?? TableService(settings: roundRobin) }

    var weights: [DestinationIdentity: UInt32] {
        service.destinations.mapValues(\.weight)
    }
}
