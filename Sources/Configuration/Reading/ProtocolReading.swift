internal import ConfigurationLanguage
internal import NetworkTypes
internal import VRRP

// What the finer points of a `vrrp_instance` come to, and what strict mode makes of them.

extension Reader {
    /// Whether an address is of the instance's family, which the first address in the block decides.
    mutating func isOfInstance(_ family: AddressFamily, at place: SourceRange) -> Bool {
        if instance.family == nil { instance.family = family }
        if instance.family == family { return true }
        report(
            .error, .addressFamilyMismatch, "the addresses of an instance are all IPv4 or all IPv6: this one is left out", at: place,
            hint: "one of the other family can stand in `virtual_ipaddress_excluded`")
        return false
    }

    var instanceFamily: AddressFamily { instance.family ?? .ipv4 }

    /// IPv6 has version 3 only (RFC 5798 section 1.1).
    mutating func instanceVersion() -> ProtocolVersion {
        guard instanceFamily == .ipv6 else { return instance.version ?? defaults.version }
        if instance.version == .version2, let place = instance.versionPlace {
            report(.warning, .versionWithoutFamily, "VRRP version 2 has no IPv6: version 3 is used", at: place)
        }
        return .version3
    }

    /// Completes what `parameters` don't have yet.
    mutating func completeProtocol(_ parameters: inout VirtualRouterParameters, at place: SourceRange) {
        parameters.family = instanceFamily
        parameters.alwaysComparesAddresses = !(instance.skipsAdvertisedAddressCheck ?? defaults.skipsAdvertisedAddressCheck)
        parameters.preemptDelay = instance.preemptDelay ?? .zero
        parameters.answersLowerPriority = instance.answersLowerPriority ?? defaults.answersLowerPriority
        parameters.ownerIgnoresAdvertisements =
            parameters.priority == 255 && (instance.ownerIgnoresAdvertisements ?? (isStrict || defaults.ownerIgnoresAdvertisements))
        parameters.highestOtherPriority = instance.highestOtherPriority
        parameters.messageAuthentication = messageAuthentication(parameters)
        checkPreemptDelay(&parameters)
        if parameters.preempt, parameters.highestOtherPriority != nil {
            dropped(.preemptionConflict, "`timer_expired_backup` is ignored: it needs `nopreempt`", instance.highestOtherPriorityPlace)
            parameters.highestOtherPriority = nil
        }
        if instance.ownerIgnoresAdvertisements == true, parameters.priority != 255 {
            dropped(
                .preemptionConflict, "`owner_ignore_adverts` is ignored: the priority is not 255", instance.ownerIgnoresAdvertisementsPlace)
        }
        if case .header = parameters.authentication, parameters.initialState == .master, parameters.priority != 255 {
            report(
                .warning, .preemptionConflict, "`state MASTER` is ignored: with AH a router must hear the others' sequence numbers first", at: place)
            parameters.initialState = .backup
        }
        if isStrict { applyStrictMode(&parameters, at: place) }
        checkFirstAddress(parameters, at: place)
    }

    private mutating func checkPreemptDelay(_ parameters: inout VirtualRouterParameters) {
        guard parameters.preemptDelay > .zero else { return }
        let cause = parameters.initialState == .master ? "`state MASTER`" : parameters.preempt ? nil : "`nopreempt`"
        guard let cause else { return }
        dropped(.preemptionConflict, "`preempt_delay` is ignored: it does not go together with \(cause)", instance.preemptDelayPlace)
        parameters.preemptDelay = .zero
    }

    private mutating func dropped(_ code: Diagnostic.Code, _ message: String, _ place: SourceRange?) {
        if let place { report(.warning, code, message, at: place) }
    }

    /// RFC 5798 section 5.2.9.
    private mutating func checkFirstAddress(_ parameters: VirtualRouterParameters, at place: SourceRange) {
        guard case .v6(let first)? = parameters.advertisedAddresses.first, parameters.unicast == nil, !first.isLinkLocal else { return }
        report(
            isStrict ? .warning : .notice, .firstAddressNotLinkLocal, "the first IPv6 address of `\(shownName)` should be link-local", at: place,
            hint: "hosts take it for their router's address; put one of fe80::/10 first")
    }

    /// The group that the instance listens to, where it has no unicast peers.
    var multicastGroup: IPAddress {
        instance.multicastGroup ?? (instanceFamily == .ipv4 ? defaults.multicastGroup : defaults.multicastGroup6)
    }
}
