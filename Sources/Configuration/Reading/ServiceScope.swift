internal import ConfigurationLanguage
internal import IPVSTable
internal import NetworkTypes
internal import VirtualServers

/// What the services of one virtual server have in common, as far as its real servers depend on it.
struct ServiceScope {
    var families: Set<AddressFamily>
    /// Of the addresses, 0 where one has none. Firewall marks don't count: they stand for any port.
    var ports: Set<UInt16>
    var hasMarks: Bool

    init(_ services: [ServiceIdentity]) {
        families = []
        ports = []
        hasMarks = false
        for service in services {
            families.insert(service.family)
            switch service {
            case .endpoint(_, let endpoint): ports.insert(endpoint.port)
            case .firewallMark: hasMarks = true
            }
        }
    }

    /// The one port of all addresses, which their real servers have too unless NAT changes it; nil where there are several or none.
    var port: UInt16? { ports.count == 1 ? ports.first : nil }

    /// The kernel mixes families only in tunnels (ip_vs_ctl.c: ip_vs_genl_set_cmd).
    func accepts(_ family: AddressFamily, _ forwarding: ForwardingMethod) -> Bool {
        forwarding == .tunnel || families.count == 1 && families.contains(family)
    }

    var bitWidth: UInt8 { families.contains(.ipv6) ? 128 : 32 }
}

extension Reader {
    /// What the virtual server is in the kernel's table, and how it is called; nil, and a message, where there is nothing left of it.
    ///
    /// The protocol is UDP where nothing is said, as in keepalived; a mark has none, and the family of its real servers.
    mutating func claimServices() -> (VirtualServerIdentity, [ServiceIdentity])? {
        switch virtualServer.name {
        case .firewallMark(let mark):
            ignoreProtocol("a virtual server with a firewall mark has")
            let service = ServiceIdentity.firewallMark(mark, virtualServer.family?.family ?? virtualServer.realServers.first?.address.family ?? .ipv4)
            return claimed([service], as: .service(service))
        case .endpoint(let address, let port):
            mentionFamily(unless: [address.family], "the address is")
            let service = ServiceIdentity.endpoint(transport(), Endpoint(address, port: port ?? 0))
            return claimed([service], as: .service(service))
        case .group(let name):
            return groupServices(name)
        }
    }

    private mutating func ignoreProtocol(_ what: String) {
        guard let place = virtualServer.transportPlace else { return }
        report(.notice, .protocolIgnored, "\(what) no protocol: it is ignored", at: place)
    }

    /// `ip_family` is for firewall marks; addresses have one of their own.
    private mutating func mentionFamily(unless families: Set<AddressFamily>, _ what: String) {
        guard let (family, place) = virtualServer.family, !families.contains(family) else { return }
        report(
            .warning, .noEffect, "`ip_family \(family == .ipv4 ? "inet" : "inet6")` has no effect: \(what) of the other family", at: place,
            hint: "it is for firewall marks")
    }

    private mutating func transport() -> TransportProtocol {
        if virtualServer.transport == nil, virtualServer.transportPlace == nil {
            report(.warning, .defaultProtocol, "no `protocol` is given: UDP is used", at: virtualServer.place)
        }
        return virtualServer.transport ?? .udp
    }

    private mutating func groupServices(_ name: String) -> (VirtualServerIdentity, [ServiceIdentity])? {
        guard let group = groups[name] else {
            report(
                .error, .unknownGroup, "there is no virtual_server_group `\(name)`: the virtual server is left out", at: virtualServer.place)
            return nil
        }
        if group.members.isEmpty {
            report(
                .warning, .emptyGroup, "the virtual_server_group `\(name)` has no members: the virtual server is left out",
                at: virtualServer.place, related: Diagnostic.Related(message: "the group", range: group.place))
            return nil
        }
        if group.families.count > 1, !group.marksHaveFamilies, virtualServer.family == nil {
            report(
                .error, .addressFamilyMismatch, "the group has addresses of both families, and firewall marks without one: it is left out",
                at: virtualServer.place, hint: "write `fwmark N inet` or `fwmark N inet6`")
            return nil
        }
        if group.marksHaveFamilies { mentionFamily(unless: group.allFamilies, "the members are") }
        let onlyMarks = group.families.isEmpty
        if onlyMarks { ignoreProtocol("a group of firewall marks has") }
        let transport = onlyMarks ? nil : self.transport()
        let isForIPv6 = onlyMarks && !group.marksHaveFamilies && markFamily(group) == .ipv6
        let identity = VirtualServerIdentity.group(name, transport, isForIPv6 ? .ipv6 : nil)
        if let first = groupServers[identity] {
            report(
                .error, .duplicateVirtualServer, "a second virtual server \(identity) is left out", at: virtualServer.place,
                related: Diagnostic.Related(message: "the first one", range: first))
            return nil
        }
        groupServers[identity] = virtualServer.place
        return claimed(expanded(group, transport ?? .udp), as: identity)
    }

    /// The family of marks for which none is written.
    private func markFamily(_ group: GroupDraft) -> AddressFamily {
        virtualServer.family?.family ?? (group.families.count == 1 ? group.families.first : nil) ?? virtualServer.realServers.first?.address.family ?? .ipv4
    }

    /// The members one by one, each once.
    private mutating func expanded(_ group: GroupDraft, _ transport: TransportProtocol) -> [ServiceIdentity] {
        let markFamily = markFamily(group)
        var services: [ServiceIdentity] = []
        var seen: Set<ServiceIdentity> = []
        for (member, place) in group.members {
            let new: [ServiceIdentity] =
                switch member {
                case .firewallMark(let mark, let family): [.firewallMark(mark, family ?? markFamily)]
                case .addresses(let first, let count, let port):
                    (0..<count).compactMap { first.advanced(by: $0).map { .endpoint(transport, Endpoint($0, port: port ?? 0)) } }
                }
            guard services.count + new.count <= Self.greatestGroup else {
                report(
                    .error, .tooManyServices, "the group has more than \(Self.greatestGroup) members: the rest is left out", at: place)
                break
            }
            let unknown = new.filter { seen.insert($0).inserted }
            if unknown.count < new.count {
                report(.warning, .duplicateGroupMember, "the group has this member already", at: place)
            }
            services += unknown
        }
        return services
    }

    /// Each service of the kernel belongs to one virtual server: the first in the text.
    private mutating func claimed(
        _ wanted: [ServiceIdentity], as identity: VirtualServerIdentity
    ) -> (VirtualServerIdentity, [ServiceIdentity])? {
        var own: [ServiceIdentity] = []
        own.reserveCapacity(wanted.count)
        for service in wanted {
            guard let first = services[service] else {
                services[service] = virtualServer.place
                own.append(service)
                continue
            }
            let what = identity.ownService == nil ? "\(service), a member of the group," : "a second virtual server \(service)"
            report(
                .error, .duplicateVirtualServer, "\(what) is left out", at: virtualServer.place,
                related: Diagnostic.Related(message: "the first one", range: first))
        }
        return own.isEmpty ? nil : (identity, own)
    }
}
