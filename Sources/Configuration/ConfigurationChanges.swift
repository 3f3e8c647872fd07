public import IPVSTable
public import NetworkTypes
internal import VRRP
public import VirtualServers

/// What is different between two configurations, object by object.
///
/// An object that is equal in both is not mentioned, wherever it stands in the text. A virtual server that comes or goes stands for
/// its real servers too; where it stays, each of them is an object of its own.
public struct ConfigurationChanges: Hashable, Sendable {
    public enum Object: Hashable, Sendable {
        case global
        /// Static addresses, routes and rules.
        case staticNetwork
        case vrrpScript(name: String)
        case trackedFile(name: String)
        case trackedProcess(name: String)
        case bfdInstance(name: String)
        case vrrpInstance(name: String)
        case syncGroup(name: String)
        case virtualServer(VirtualServerIdentity)
        case realServer(DestinationIdentity, of: VirtualServerIdentity)
    }

    public enum Kind: Hashable, Sendable {
        case added
        case removed
        /// At least one difference.
        case changed([Difference])
    }

    /// One line of the effective configuration that is another one now.
    public struct Difference: Hashable, Sendable {
        /// The keyword, with those of the blocks around it inside of the object: `TCP_CHECK connect_port`.
        public var keyword: String
        /// The words behind it in the old configuration; nil where it didn't stand there.
        public var old: String?
        /// The words behind it in the new configuration; nil where it doesn't stand there.
        public var new: String?

        public init(keyword: String, old: String?, new: String?) {
            self.keyword = keyword
            self.old = old
            self.new = new
        }
    }

    public struct Change: Hashable, Sendable {
        public var object: Object
        public var kind: Kind

        public init(_ object: Object, _ kind: Kind) {
            self.object = object
            self.kind = kind
        }
    }

    /// Removed ones first, in the order of the old configuration; then the others in the order of the new one.
    public var all: [Change]

    public var isEmpty: Bool { all.isEmpty }
}

extension Configuration {
    /// Which objects were added, removed or changed on the way from an older configuration to this one, and how.
    ///
    /// What an object has from the global definitions alone, without a line of its own, is told there and not for each object again.
    /// The time grows with the sizes of both, and what is equal is only compared.
    public func changes(from old: Configuration) -> ConfigurationChanges {
        var changes: [ConfigurationChanges.Change] = []
        changes += difference(.global, old.global, global) { $0.writeEverything($1) }
        changes += difference(.staticNetwork, old.staticNetwork, staticNetwork) { $0.writeStatic($1) }
        changes += compared(old.vrrpScripts, vrrpScripts, by: \.name, { .vrrpScript(name: $0) }) { $0.write($1) }
        changes += compared(old.trackedFiles, trackedFiles, by: \.name, { .trackedFile(name: $0) }) { $0.write($1) }
        changes += compared(old.trackedProcesses, trackedProcesses, by: \.name, { .trackedProcess(name: $0) }) { $0.write($1) }
        changes += compared(old.bfdInstances, bfdInstances, by: \.name, { .bfdInstance(name: $0) }) { $0.write($1) }
        changes += compared(old.vrrpInstances, vrrpInstances, by: \.parameters.name, { .vrrpInstance(name: $0) }) { $0.write($1) }
        changes += compared(old.syncGroups, syncGroups, by: \.name, { .syncGroup(name: $0) }) { $0.write($1) }
        changes += compared(old.virtualServers, virtualServers, by: \.identity, { .virtualServer($0) }, changed: virtualServerChanges)
        return ConfigurationChanges(all: changes)
    }

    private func virtualServerChanges(
        _ old: VirtualServerDefinition, _ new: VirtualServerDefinition
    ) -> [ConfigurationChanges.Change] {
        var (oldAlone, newAlone) = (old, new)
        oldAlone.realServers = []
        newAlone.realServers = []
        return difference(.virtualServer(new.identity), oldAlone, newAlone) { writer, server in
            writer.writeGroup(of: server)
            writer.write(server)
        } + compared(old.realServers, new.realServers, by: \.identity, { .realServer($0, of: new.identity) }) { $0.write($1) }
    }

    // MARK: - Objects of one kind

    private func compared<Element: Equatable, Name: Hashable>(
        _ old: [Element], _ new: [Element], by name: (Element) -> Name, _ object: (Name) -> ConfigurationChanges.Object,
        write: (inout ConfigurationWriter, Element) -> Void
    ) -> [ConfigurationChanges.Change] {
        compared(old, new, by: name, object) { difference(object(name($1)), $0, $1, write: write) }
    }

    /// - Parameter changed: what became of one that is in both.
    private func compared<Element: Equatable, Name: Hashable>(
        _ old: [Element], _ new: [Element], by name: (Element) -> Name, _ object: (Name) -> ConfigurationChanges.Object,
        changed: (Element, Element) -> [ConfigurationChanges.Change]
    ) -> [ConfigurationChanges.Change] {
        var rest: [Name: Element] = [:]
        rest.reserveCapacity(old.count)
        for element in old { rest[name(element)] = element }
        var present: [ConfigurationChanges.Change] = []
        for element in new {
            guard let former = rest.removeValue(forKey: name(element)) else {
                present.append(.init(object(name(element)), .added))
                continue
            }
            if former != element { present += changed(former, element) }
        }
        let removed = rest.isEmpty ? [] : old.map(name).filter { rest[$0] != nil }
        return removed.map { .init(object($0), .removed) } + present
    }

    private func difference<Element: Equatable>(
        _ object: ConfigurationChanges.Object, _ old: Element, _ new: Element, write: (inout ConfigurationWriter, Element) -> Void
    ) -> [ConfigurationChanges.Change] {
        if old == new { return [] }
        let differences = differences({ write(&$0, old) }, { write(&$0, new) })
        return differences.isEmpty ? [] : [.init(object, .changed(differences))]
    }
}
