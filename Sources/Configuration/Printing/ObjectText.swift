internal import ConfigurationLanguage
internal import IPVSTable
internal import NetworkTypes
internal import VRRP
internal import VirtualServers

/// What stands in the effective configuration for objects that come or go between two configurations.
///
/// Finding an object takes no longer in a large configuration: names are looked up in tables that are made when first needed.
public struct ObjectText {
    private let configuration: Configuration
    private var virtualServers: [VirtualServerIdentity: Int]?
    private var realServers: [VirtualServerIdentity: [DestinationIdentity: Int]] = [:]

    public init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// The lines of an object: keywords, and the words behind them. A virtual server has one line for each of its real servers.
    ///
    /// - Returns: empty where there is no such object.
    public mutating func lines(of object: ConfigurationChanges.Object) -> [(keyword: String, value: String)] {
        switch object {
        case .global: lines { $0.writeEverything(configuration.global) }
        case .staticNetwork: lines { $0.writeStatic(configuration.staticNetwork) }
        case .vrrpScript(let name): lines(configuration.vrrpScripts.first { $0.name == name }) { $0.write($1) }
        case .trackedFile(let name): lines(configuration.trackedFiles.first { $0.name == name }) { $0.write($1) }
        case .trackedProcess(let name): lines(configuration.trackedProcesses.first { $0.name == name }) { $0.write($1) }
        case .bfdInstance(let name): lines(configuration.bfdInstances.first { $0.name == name }) { $0.write($1) }
        case .vrrpInstance(let name): lines(configuration.vrrpInstances.first { $0.parameters.name == name }) { $0.write($1) }
        case .syncGroup(let name): lines(configuration.syncGroups.first { $0.name == name }) { $0.write($1) }
        case .virtualServer(let identity): linesOfVirtualServer(identity)
        case .realServer(let identity, let server): lines(realServer(identity, of: server)) { $0.write($1) }
        }
    }

    private func lines<Object>(_ object: Object?, _ write: (inout ConfigurationWriter, Object) -> Void) -> [(keyword: String, value: String)] {
        guard let object else { return [] }
        return lines { write(&$0, object) }
    }

    private func lines(_ write: (inout ConfigurationWriter) -> Void) -> [(keyword: String, value: String)] {
        differences({ _ in }, write).map { ($0.keyword, $0.new ?? "") }
    }

    private mutating func linesOfVirtualServer(_ identity: VirtualServerIdentity) -> [(keyword: String, value: String)] {
        guard let index = index(of: identity) else { return [] }
        var alone = configuration.virtualServers[index]
        let servers = alone.realServers
        alone.realServers = []
        return lines {
            $0.writeGroup(of: alone)
            $0.write(alone)
        } + servers.map { ("real_server", "\($0.identity.address) \($0.identity.port) weight \($0.settings.weight)") }
    }

    private mutating func index(of identity: VirtualServerIdentity) -> Int? {
        let table = virtualServers ?? Dictionary(
            configuration.virtualServers.enumerated().map { ($1.identity, $0) }, uniquingKeysWith: { first, _ in first })
        virtualServers = table
        return table[identity]
    }

    private mutating func realServer(_ identity: DestinationIdentity, of server: VirtualServerIdentity) -> RealServerDefinition? {
        guard let index = index(of: server) else { return nil }
        let servers = configuration.virtualServers[index].realServers
        let table = realServers[server] ?? Dictionary(servers.enumerated().map { ($1.identity, $0) }, uniquingKeysWith: { first, _ in first })
        realServers[server] = table
        return table[identity].map { servers[$0] }
    }
}
