public import NetworkTypes

extension ServiceSettings {
    /// These settings as the kernel gives them back in a dump: the form in which desired and actual settings compare with `==`.
    ///
    /// - `persistent` is set exactly where there is a timeout, since ipvsadm and keepalived know persistence by its timeout.
    /// - Flags beyond `ServiceFlags.configurable`, such as HASHED, are the kernel's own and are dropped.
    /// - The prefix that groups clients means nothing without persistence; it is then the address's full width, which the
    ///   kernel demands of IPv6 services anyway (ip_vs_add_service refuses a prefix outside 1 to 128).
    public func canonical(for family: AddressFamily) -> ServiceSettings {
        var result = self
        result.flags.formIntersection(.configurable)
        if persistenceTimeout > 0 {
            result.flags.insert(.persistent)
            // One virtual server may have services of both families.
            result.persistencePrefixLength = min(result.persistencePrefixLength, family.bitWidth)
        } else {
            result.flags.remove(.persistent)
            result.persistencePrefixLength = family.bitWidth
        }
        return result
    }

    /// Whether the kernel, holding `self`, needs no command to hold `desired`, which must be canonical.
    ///
    /// Spelled out instead of comparing two canonical forms: it must not forgive a persistent flag that somebody set
    /// without a timeout, since such a service does keep templates.
    public func satisfies(_ desired: ServiceSettings) -> Bool {
        scheduler == desired.scheduler
            && flags.intersection(.configurable) == desired.flags
            && persistenceTimeout == desired.persistenceTimeout
            && (persistenceTimeout == 0 || persistencePrefixLength == desired.persistencePrefixLength)
            && persistenceEngine == desired.persistenceEngine
    }
}
