public import IPVSTable
public import NetworkTypes

/// Something about a virtual server that belongs into the log, and that notifications can start from.
///
/// `description` is the log line in keepalived's words, which dashboards and scripts look for.
public enum VirtualServerEvent: Hashable, Sendable {
    /// A real server's checkers all pass. It takes traffic unless the sorry server stands in.
    case realServerUp(RealServerName, inhibit: Bool)
    /// The first of a real server's checkers failed.
    case realServerDown(RealServerName, inhibit: Bool)
    /// The real server is gone from the configuration.
    case realServerGone(RealServerName)
    case realServerRemoved(RealServerName)
    case realServerShutDown(RealServerName)
    case weightChanged(RealServerName, from: UInt32, to: UInt32, isAlive: Bool)
    case quorumGained(VirtualServerIdentity, QuorumReading)
    case quorumLost(VirtualServerIdentity, QuorumReading)
    case startedWithoutQuorum(VirtualServerIdentity, QuorumReading)
    case sorryServerOn(RealServerName, inhibit: Bool)
    case sorryServerOff(RealServerName, inhibit: Bool)
    case aliveServersAdded(VirtualServerIdentity)
    case aliveServersRemoved(VirtualServerIdentity)
    case virtualServerRemoved(VirtualServerIdentity)

    // What keepalived doesn't have.

    /// A real server returned, and begins with a part of its weight.
    case slowStart(RealServerName, weight: UInt32, of: UInt32, Duration)
    /// A real server is gone from the configuration; it stays with weight 0 until its connections have ended, at most this long.
    case drainBegan(RealServerName, Duration)
    /// The same, begun by an earlier process.
    case drainResumed(RealServerName)
    case drainEnded(RealServerName, connections: UInt64, expired: Bool)
    /// `init_state checking`: no real server takes traffic yet.
    case waitingForFirstChecks(VirtualServerIdentity)
    /// A real server failed and stays in the table all the same.
    case realServerHeld(RealServerName)
    case panicBegan(VirtualServerIdentity, PanicReading)
    case panicLasts(VirtualServerIdentity, PanicReading)
    case panicEnded(VirtualServerIdentity, PanicReading)

    /// `ha_suspend`: its addresses have left this host, or came to it.
    case suspended(VirtualServerIdentity)
    case resumed(VirtualServerIdentity)

    // By order of an operator.

    /// A real server is put into service or taken out of it.
    case ordered(RealServerName, AdministrativeState.Mode, since: MonotonicInstant)
    /// A drain by order came to its end; with a deadline the real server then leaves the table.
    case orderedDrainEnded(RealServerName, connections: UInt64, expired: Bool, leaves: Bool)
    /// A real server's checks say something else, which has no effect while it is out of service.
    case changedOutOfService(RealServerName, isUp: Bool)

    /// Worth more than a line among others.
    public var isAlarming: Bool {
        switch self {
        case .panicBegan, .panicLasts: true
        default: false
        }
    }
}

/// The numbers behind a gained or lost quorum.
public struct QuorumReading: Hashable, Sendable {
    public var quorum: UInt32
    public var hysteresis: UInt32
    /// The sum of the weights of the real servers that are alive.
    public var weight: UInt64

    public init(quorum: UInt32, hysteresis: UInt32, weight: UInt64) {
        self.quorum = quorum
        self.hysteresis = hysteresis
        self.weight = weight
    }

    /// From this weight on a lost quorum is gained: quorum + hysteresis.
    public var gainThreshold: UInt64 { UInt64(quorum) + UInt64(hysteresis) }

    /// Below this weight a quorum is lost: quorum - hysteresis. It is also lost at weight 0.
    public var lossThreshold: UInt64 { UInt64(quorum - min(quorum, hysteresis)) }
}

/// A real server as log lines name it: `[172.17.1.152]:tcp:80`, or `[172.17.1.152]:none:0` under a firewall mark.
public struct RealServerName: Hashable, Sendable, CustomStringConvertible {
    public var realServer: DestinationIdentity
    public var virtualServer: VirtualServerIdentity

    public init(_ realServer: DestinationIdentity, of virtualServer: VirtualServerIdentity) {
        self.realServer = realServer
        self.virtualServer = virtualServer
    }

    public var description: String {
        "[\(realServer.address)]:\(virtualServer.transport?.name ?? "none"):\(realServer.port)"
    }
}

extension VirtualServerEvent: CustomStringConvertible {
    public var description: String {
        switch self {
        case .realServerUp(let name, inhibit: true): "Enabling service \(name) of VS \(name.virtualServer)"
        case .realServerUp(let name, inhibit: false): "Adding service \(name) to VS \(name.virtualServer)"
        case .realServerDown(let name, inhibit: true): "Disabling service \(name) of VS \(name.virtualServer)"
        case .realServerDown(let name, inhibit: false): "Removing service \(name) from VS \(name.virtualServer)"
        case .realServerGone(let name): "service \(name) no longer exist"
        case .realServerRemoved(let name): "Removing service \(name) from VS \(name.virtualServer)"
        case .realServerShutDown(let name): "Shutting down service \(name) from VS \(name.virtualServer)"
        case .weightChanged(let name, let from, let to, let isAlive):
            "Changing weight from \(from) to \(to) for \(isAlive ? "" : "in")active service \(name) of VS \(name.virtualServer)"
        case .quorumGained(let virtualServer, let reading): "Gained quorum \(reading.againstGain) for VS \(virtualServer)"
        case .quorumLost(let virtualServer, let reading): "Lost quorum \(reading.againstLoss) for VS \(virtualServer)"
        case .startedWithoutQuorum(let virtualServer, let reading):
            "Starting with quorum down \(reading.againstGain) for VS \(virtualServer)"
        case .sorryServerOn(let name, let inhibit): "\(inhibit ? "Enabling" : "Adding") sorry server \(name) to VS \(name.virtualServer)"
        case .sorryServerOff(let name, let inhibit):
            "\(inhibit ? "Disabling" : "Removing") sorry server \(name) from VS \(name.virtualServer)"
        case .aliveServersAdded(let virtualServer): "Adding alive servers to the pool for VS \(virtualServer)"
        case .aliveServersRemoved(let virtualServer): "Removing alive servers from the pool for VS \(virtualServer)"
        case .virtualServerRemoved(let virtualServer): "Removing Virtual Server \(virtualServer)"
        case .slowStart(let name, let weight, let whole, let window):
            "Starting service \(name) of VS \(name.virtualServer) slowly: weight \(weight), \(whole) in \(window.secondsText) s"
        case .drainBegan(let name, let timeout):
            "Draining service \(name) of VS \(name.virtualServer): weight 0 until its connections have ended, at most \(timeout.secondsText) s"
        case .drainResumed(let name): "Draining service \(name) of VS \(name.virtualServer) goes on"
        case .drainEnded(let name, _, expired: false): "Removing service \(name) from VS \(name.virtualServer): its connections have ended"
        case .drainEnded(let name, let connections, expired: true):
            "Removing service \(name) from VS \(name.virtualServer): drain_timeout is over, it had \(connections) connections"
        case .waitingForFirstChecks(let virtualServer): "Waiting for the first checks of VS \(virtualServer): no real server takes traffic yet"
        case .realServerHeld(let name): "Keeping failed service \(name) in VS \(name.virtualServer): too few are left"
        case .panicBegan(let virtualServer, let reading):
            "PANIC: \(reading) of VS \(virtualServer) are alive. Failed services are kept from now on; look at the checks and the network"
        case .panicLasts(let virtualServer, let reading):
            "PANIC lasts: \(reading) of VS \(virtualServer) are alive, \(reading.held) failed services are kept"
        case .suspended(let virtualServer): "Suspending healthcheckers of VS \(virtualServer): none of its addresses is on this host"
        case .resumed(let virtualServer): "Resuming healthcheckers of VS \(virtualServer): its address is on this host"
        case .ordered(let name, .inService, _): "Service \(name) of VS \(name.virtualServer) is in service again, by order"
        case .ordered(let name, .disabled, _), .ordered(let name, .drained, _):
            "Service \(name) of VS \(name.virtualServer) is disabled by order: it is out of the table whatever its checks say"
        case .ordered(let name, .draining(let until), let now):
            "Draining service \(name) of VS \(name.virtualServer) by order: weight 0" + (until.map { ", for \(($0 - now).secondsText) s at most" } ?? "")
        case .orderedDrainEnded(let name, _, expired: false, let leaves):
            "Service \(name) of VS \(name.virtualServer) is drained: no connection is left" + (leaves ? ", it leaves the table" : "")
        case .orderedDrainEnded(let name, let connections, expired: true, _):
            "Service \(name) of VS \(name.virtualServer) is drained: the time for it is over, it had \(connections) connections and leaves the table"
        case .changedOutOfService(let name, let isUp):
            "Service \(name) of VS \(name.virtualServer) \(isUp ? "is up again" : "has failed") by its checks; it is out of service by order"
        case .panicEnded(let virtualServer, let reading): "Panic is over for VS \(virtualServer): \(reading.share) are alive"
        }
    }
}

extension PanicReading: CustomStringConvertible {
    /// `weight 2 of 10, less than 50 %,`
    public var description: String { "\(share), less than \(threshold) %," }

    fileprivate var share: String { "weight \(liveWeight) of \(totalWeight)" }
}

extension QuorumReading {
    var againstGain: String {
        "\(quorum)+\(hysteresis)=\(gainThreshold) \(gainThreshold <= weight ? "<=" : ">") \(weight)"
    }

    var againstLoss: String {
        "\(quorum)-\(hysteresis)=\(lossThreshold) > \(weight)"
    }
}
