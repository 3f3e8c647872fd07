internal import ConfigurationLanguage
internal import NetworkTypes
internal import Routing
internal import VRRP

extension Reader {
    mutating func beginInstance(_ statement: Int) -> Bool {
        instance = InstanceDraft()
        instance.name = string(1, in: statement)
        let place = place(1, in: statement)
        if let first = instanceNames[instance.name] {
            report(
                .error, .duplicateInstance, "a second instance of the name `\(shownName)` is left out", at: place,
                related: Diagnostic.Related(message: "the first one", range: first))
            return false
        }
        instanceNames[instance.name] = place
        return true
    }

    var shownName: String { printable(instance.name) }

    mutating func endInstance(_ statement: Int) {
        let place = place(1, in: statement)
        guard let interface = interfaceOfInstance(place) else { return }
        guard let identifier = instance.virtualRouterID else {
            report(
                .error, .missingVirtualRouterID, "`\(shownName)` has no `virtual_router_id`; the instance is left out", at: place)
            return
        }
        guard isNewVirtualRouter(interface, identifier, place) else { return }
        let version = instanceVersion()
        let addresses = advertisedAddresses(interface)
        let excluded = instance.excludedAddresses.filter { isNew($0, interface) }.map(\.address)
        if addresses.isEmpty {
            guard instance.addresses.isEmpty else { return leaveOutWithoutAddress(place) }
            // keepalived calls an instance of version 2 without addresses not sensible and runs it; of version 3 it asks for one.
            if version == .version3 || isStrict, !instance.mayHaveNoAddress || isStrict {
                if !instance.hasBadAddress { leaveOutWithoutAddress(place) }
                return
            }
            if !instance.mayHaveNoAddress, !instance.hasBadAddress {
                report(.warning, .missingVirtualAddress, "`\(shownName)` has no virtual address", at: place)
            }
        }
        let priority = priority(place)
        let authentication = authentication(version)
        requireMachine(interface, addresses, priority, place)
        var parameters = VirtualRouterParameters(
            name: instance.name, version: version, family: instanceFamily, virtualRouterID: identifier, priority: priority, initialState: instance.state ?? .fromPriority(priority),
            advertisementInterval: advertisementInterval(version), preempt: preempts(priority), authentication: authentication,
            leavesOutPseudoHeader: instance.leavesOutPseudoHeader ?? defaults.leavesOutPseudoHeader,
            advertisedAddresses: addresses.map(\.prefix.address),
            downTimerAdvertisements: instance.downTimerAdvertisements ?? defaults.downTimerAdvertisements,
            advertisesBeforeMakingWay: instance.advertisesBeforeMakingWay ?? defaults.advertisesBeforeMakingWay,
            tracking: resolved(instance.tracked, interface: instance.ignoresInterfaceState || interface.isEmpty ? nil : interface), unicast: unicast())
        resolveGratuitousARP(&parameters)
        completeProtocol(&parameters, at: place)
        if isStrict, parameters.unicast != nil {
            report(.error, .strictMode, "strict mode has no unicast: the instance `\(shownName)` is left out", at: instance.unicastPlace ?? place)
            return
        }
        var finished =
            VRRPInstance(
                parameters: parameters, interface: interface, virtualAddresses: addresses, excludedAddresses: excluded,
                multicastSource: instance.multicastSource, unicastSource: instance.unicastSource, multicastGroup: multicastGroup,
                strict: isStrict,
                ignoresInterfaceState: instance.ignoresInterfaceState, promotesSecondaries: instance.promotesSecondaries,
                extraAnnouncements: instance.extraAnnouncements ?? defaults.extraAnnouncements,
                notifications: instance.notifications,
                sendsMail: instance.sendsMail ?? defaults.sendsMailOfInstances ?? defaults.sendsMail ?? false)
        finished.virtualInterface = virtualInterface(interface, identifier)
        finished.makesInterfacesForAddresses = instance.makesInterfacesForAddresses
        finished.addressInterfaces = addressInterfaces(finished, place)
        finished.transmitsOnBase = transmitsOnBase(finished)
        finished.acceptsTraffic = acceptsTraffic(priority, version, strict: isStrict, place)
        if parameters.messageAuthentication != nil { finished.keyFiles = instance.messageAuthentication?.keyFiles ?? [:] }
        finished.tellsPriorities = instance.tellsPriorities ?? defaults.tellsPriorities
        finished.routes = instance.routes
        finished.rules = instance.rules
        finished.vrf = instance.vrf
        finished.tracksSource = instance.tracksSource
        finished.receiveBuffer = instance.receiveBuffer ?? defaults.usedReceiveBuffer
        if instance.pollsLink, finished.isBound, configuration.global.links.polling[interface] == nil { configuration.global.links.polling[interface] = .mii }
        requireRoom(finished, at: place)
        configuration.vrrpInstances.append(finished)
    }

    private mutating func leaveOutWithoutAddress(_ place: SourceRange) {
        report(
            .error, .missingVirtualAddress, "`\(shownName)` keeps no virtual address; the instance is left out", at: place)
    }

    /// The addresses of the advertisement: one family, each once, at most 255 (the count is one byte, RFC 3768 section 5.3.5). Whether they fit
    /// into a packet depends on the interface, which the text doesn't tell (`VRRPInstance.fitting`).
    private mutating func advertisedAddresses(_ interface: String) -> [VirtualAddress] {
        var kept: [VirtualAddress] = []
        var surplus = 0
        let limit = ProtocolConstants.maximumAddressCount
        for candidate in instance.addresses where isNew(candidate, interface) {
            if kept.count < limit {
                kept.append(candidate.address)
            } else {
                if surplus == 0 {
                    report(
                        .warning, .tooManyVirtualAddresses,
                        "an advertisement holds \(limit) addresses; this one and those behind it are treated as excluded ones",
                        at: candidate.place)
                }
                surplus += 1
                instance.excludedAddresses.append(candidate)
                addressOwners[key(of: candidate, interface)] = nil
            }
        }
        return kept
    }

    private func key(of candidate: PlacedAddress, _ interface: String) -> AddressKey {
        AddressKey(interface: candidate.address.interface ?? interface, address: candidate.address.prefix.address)
    }

    /// Whether the address is not yet one of this instance; another instance's is reported and kept, as keepalived keeps it.
    private mutating func isNew(_ candidate: PlacedAddress, _ interface: String) -> Bool {
        let key = key(of: candidate, interface)
        guard let first = addressOwners[key] else {
            addressOwners[key] = (instance.name, candidate.place)
            compareWithOtherInterfaces(key, candidate.place)
            return true
        }
        let related = Diagnostic.Related(message: "here for the first time", range: first.place)
        if first.instance == instance.name {
            report(
                .warning, .duplicateVirtualAddress, "\(key.address) is already a virtual address of this instance; the line is left out",
                at: candidate.place, related: related)
            return false
        }
        report(
            .warning, .sharedVirtualAddress, "\(key.address) on \(key.interface) is a virtual address of two instances",
            at: candidate.place,
            related: related)
        return true
    }

    /// An address that two instances set on two interfaces; a link-local one means another thing on each link (RFC 4291 section 2.5.6).
    private mutating func compareWithOtherInterfaces(_ key: AddressKey, _ place: SourceRange) {
        if case .v6(let address) = key.address, address.isLinkLocal { return }
        guard let first = addressPlaces[key.address] else {
            addressPlaces[key.address] = (instance.name, place)
            return
        }
        if first.instance == instance.name { return }
        report(
            .warning, .sharedVirtualAddress, "\(key.address) is a virtual address of two instances, on two interfaces", at: place,
            related: Diagnostic.Related(message: "here for the first time", range: first.place))
    }

    /// keepalived: an absent priority is 100, but 255 together with `state MASTER`.
    private mutating func priority(_ place: SourceRange) -> UInt8 {
        if let given = instance.priority { return given }
        guard instance.state == .master else { return 100 }
        report(
            .notice, .priorityFromState, "`\(shownName)` has `state MASTER` and no `priority`, which means 255", at: place,
            hint: "255 is for the router that owns the address; write a `priority`")
        return 255
    }

    private mutating func preempts(_ priority: UInt8) -> Bool {
        guard let place = instance.noPreemptPlace else { return true }
        if instance.state == .master || priority == 255 {
            let cause = instance.state == .master ? "`state MASTER`" : "priority 255"
            report(.warning, .preemptionConflict, "`nopreempt` is ignored: it does not go together with \(cause)", at: place)
            return true
        }
        return false
    }

    /// Version 2 has whole seconds on the wire (RFC 3768 section 5.3.7), version 3 centiseconds up to 40.95 s (RFC 5798 section 5.2.7).
    private mutating func advertisementInterval(_ version: ProtocolVersion) -> Duration {
        guard let given = instance.advertisementInterval else { return .seconds(1) }
        // keepalived takes the nearest too, and both ends must come to the same.
        let used = AdvertisementInterval(nearest: given, version: version).duration
        if used != given, let place = instance.advertisementIntervalPlace {
            let rule = version == .version2 ? "VRRP version 2 has whole seconds" : "VRRP version 3 has 0.01 to 40.95 s in steps of 0.01 s"
            report(.warning, .advertisementInterval, "\(rule): \(used.secondsText) s is used", at: place)
        }
        return used
    }

    private mutating func authentication(_ version: ProtocolVersion) -> Authentication {
        guard let type = instance.authentication else {
            if let passwordPlace = instance.passwordPlace {
                report(
                    .warning, .incompleteAuthentication, "a password without `auth_type` is ignored", at: passwordPlace,
                    hint: "write `auth_type PASS`")
            }
            return Authentication.none
        }
        switch type {
        case .password(let typePlace), .header(let typePlace):
            if isStrict {
                report(
                    .warning, .strictAuthentication, "strict mode has no authentication: it is ignored", at: typePlace,
                    hint: "the other routers must not use it either")
                return Authentication.none
            }
            if instance.messageAuthentication != nil {
                report(.warning, .versionWithoutAuthentication, "beside `auth_hmac` there is no other authentication: it is ignored", at: typePlace)
                return Authentication.none
            }
            if version == .version3 {
                report(
                    .warning, .versionWithoutAuthentication, "VRRP version 3 has no authentication: it is ignored", at: typePlace,
                    hint: "RFC 5798 section 9 says why; `version 2` has it")
                return Authentication.none
            }
        }
        switch type {
        case .header(let typePlace), .password(let typePlace):
            guard let password = instance.password else {
                report(.warning, .incompleteAuthentication, "`auth_type` without `auth_pass` is ignored", at: typePlace)
                return Authentication.none
            }
            if password.count > 8, let passwordPlace = instance.passwordPlace {
                report(
                    .warning, .passwordTooLong, "a password has at most 8 bytes: only the first 8 count", at: passwordPlace)
            }
            if case .header = type { return .header(key: Authentication.eightBytes(password)) }
            return .password(password)
        }
    }
}

extension VirtualRouterParameters.InitialState {
    /// keepalived: without `state`, an owner begins as master and any other as backup.
    fileprivate static func fromPriority(_ priority: UInt8) -> Self {
        priority == 255 ? .master : .backup
    }
}
