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
    /// The time grows with the sizes of both, and what is equal is only compared.
    public func changes(from old: Configuration) -> ConfigurationChanges {
        var changes: [ConfigurationChanges.Change] = []
        if global != old.global {
            changes.append(.init(.global, .changed(differences({ $0.writeEverything(old.global) }, { $0.writeEverything(global) }))))
        }
        if staticNetwork != old.staticNetwork {
            changes.append(.init(.staticNetwork, .changed(differences({ $0.writeStatic(old.staticNetwork) }, { $0.writeStatic(staticNetwork) }))))
        }
        let scripts = matched(old.vrrpScripts, vrrpScripts, by: \.name)
        changes += scripts.removed.map { .init(.vrrpScript(name: $0.name), .removed) }
        for (new, old) in scripts.present where new != old {
            let kind: ConfigurationChanges.Kind = old.map { old in .changed(differences({ $0.write(old) }, { $0.write(new) })) } ?? .added
            changes.append(.init(.vrrpScript(name: new.name), kind))
        }
        changes += trackerChanges(from: old)
        let instances = matched(old.vrrpInstances, vrrpInstances, by: \.parameters.name)
        changes += instances.removed.map { .init(.vrrpInstance(name: $0.parameters.name), .removed) }
        for (new, old) in instances.present where new != old {
            let object = ConfigurationChanges.Object.vrrpInstance(name: new.parameters.name)
            changes.append(.init(object, old.map { old in .changed(differences({ $0.write(old) }, { $0.write(new) })) } ?? .added))
        }
        let groups = matched(old.syncGroups, syncGroups, by: \.name)
        changes += groups.removed.map { .init(.syncGroup(name: $0.name), .removed) }
        for (new, old) in groups.present where new != old {
            let kind: ConfigurationChanges.Kind = old.map { old in .changed(differences({ $0.write(old) }, { $0.write(new) })) } ?? .added
            changes.append(.init(.syncGroup(name: new.name), kind))
        }
        let servers = matched(old.virtualServers, virtualServers, by: \.identity)
        changes += servers.removed.map { .init(.virtualServer($0.identity), .removed) }
        for (new, old) in servers.present where new != old {
            changes += old.map { virtualServerChanges($0, new) } ?? [.init(.virtualServer(new.identity), .added)]
        }
        return ConfigurationChanges(all: changes)
    }

    private func trackerChanges(from old: Configuration) -> [ConfigurationChanges.Change] {
        var changes: [ConfigurationChanges.Change] = []
        let files = matched(old.trackedFiles, trackedFiles, by: \.name)
        changes += files.removed.map { .init(.trackedFile(name: $0.name), .removed) }
        for (new, old) in files.present where new != old {
            let kind: ConfigurationChanges.Kind = old.map { old in .changed(differences({ $0.write(old) }, { $0.write(new) })) } ?? .added
            changes.append(.init(.trackedFile(name: new.name), kind))
        }
        let processes = matched(old.trackedProcesses, trackedProcesses, by: \.name)
        changes += processes.removed.map { .init(.trackedProcess(name: $0.name), .removed) }
        for (new, old) in processes.present where new != old {
            let kind: ConfigurationChanges.Kind = old.map { old in .changed(differences({ $0.write(old) }, { $0.write(new) })) } ?? .added
            changes.append(.init(.trackedProcess(name: new.name), kind))
        }
        let sessions = matched(old.bfdInstances, bfdInstances, by: \.name)
        changes += sessions.removed.map { .init(.bfdInstance(name: $0.name), .removed) }
        for (new, old) in sessions.present where new != old {
            let kind: ConfigurationChanges.Kind = old.map { old in .changed(differences({ $0.write(old) }, { $0.write(new) })) } ?? .added
            changes.append(.init(.bfdInstance(name: new.name), kind))
        }
        return changes
    }

    private func virtualServerChanges(
        _ old: VirtualServerDefinition, _ new: VirtualServerDefinition
    ) -> [ConfigurationChanges.Change] {
        var changes: [ConfigurationChanges.Change] = []
        var (oldAlone, newAlone) = (old, new)
        oldAlone.realServers = []
        newAlone.realServers = []
        if oldAlone != newAlone {
            changes.append(
                .init(.virtualServer(new.identity), .changed(differences(alone(oldAlone), alone(newAlone)))))
        }
        let servers = matched(old.realServers, new.realServers, by: \.identity)
        changes += servers.removed.map { .init(.realServer($0.identity, of: new.identity), .removed) }
        for (new, old) in servers.present where new != old {
            let kind: ConfigurationChanges.Kind = old.map { old in .changed(differences({ $0.write(old) }, { $0.write(new) })) } ?? .added
            changes.append(.init(.realServer(new.identity, of: newAlone.identity), kind))
        }
        return changes
    }

    private func alone(_ server: VirtualServerDefinition) -> (inout ConfigurationWriter) -> Void {
        {
            $0.writeGroup(of: server)
            $0.write(server)
        }
    }

    /// What of the old objects is gone, and each of the new ones with the old one of the same name.
    private func matched<Element, Name: Hashable>(
        _ old: [Element], _ new: [Element], by name: (Element) -> Name
    ) -> (removed: [Element], present: [(new: Element, old: Element?)]) {
        var rest: [Name: Element] = [:]
        rest.reserveCapacity(old.count)
        for element in old { rest[name(element)] = element }
        let present = new.map { (new: $0, old: rest.removeValue(forKey: name($0))) }
        return (rest.isEmpty ? [] : old.filter { rest[name($0)] != nil }, present)
    }
}
