public import NetworkTypes

/// One command to the kernel's table (IPVS_CMD_* of linux/ip_vs.h).
///
/// A service command carries all of the service's settings; a destination command names its service by identity alone,
/// which is all that the kernel reads of it (ip_vs_genl_set_cmd parses the full service only for the service commands).
public enum TableChange: Hashable, Sendable {
    case addService(ServiceIdentity, ServiceSettings)
    case editService(ServiceIdentity, ServiceSettings)
    /// The service's destinations go with it.
    case removeService(ServiceIdentity)
    case addDestination(DestinationIdentity, DestinationSettings, of: ServiceIdentity)
    case editDestination(DestinationIdentity, DestinationSettings, of: ServiceIdentity)
    case removeDestination(DestinationIdentity, of: ServiceIdentity)

    /// The service that the command is about.
    public var service: ServiceIdentity {
        switch self {
        case .addService(let service, _), .editService(let service, _), .removeService(let service),
            .addDestination(_, _, of: let service), .editDestination(_, _, of: let service), .removeDestination(_, of: let service):
            service
        }
    }
}

extension TableChange: CustomStringConvertible {
    /// One line for plans and errors: `add destination 172.17.1.152:80 DR weight 1 to [172.17.1.160]:tcp:80`.
    public var description: String {
        switch self {
        case .addService(let service, let settings): "add service \(service) \(settings)"
        case .editService(let service, let settings): "edit service \(service) \(settings)"
        case .removeService(let service): "remove service \(service)"
        case .addDestination(let destination, let settings, let service): "add destination \(destination) \(settings) to \(service)"
        case .editDestination(let destination, let settings, let service): "edit destination \(destination) \(settings) of \(service)"
        case .removeDestination(let destination, let service): "remove destination \(destination) from \(service)"
        }
    }
}

extension ServiceSettings: CustomStringConvertible {
    /// The scheduler, then what differs from a plain service: `rr`, `wlc persistent 300 ops`.
    public var description: String {
        var text = scheduler.rawValue
        if persistenceTimeout > 0 { text += " persistent \(persistenceTimeout) /\(persistencePrefixLength)" }
        if let persistenceEngine { text += " engine \(persistenceEngine)" }
        if flags.contains(.onePacket) { text += " ops" }
        if flags.contains(.scheduler1) { text += " flag-1" }
        if flags.contains(.scheduler2) { text += " flag-2" }
        if flags.contains(.scheduler3) { text += " flag-3" }
        return text
    }
}

extension DestinationSettings: CustomStringConvertible {
    /// The forwarding method and the weight, then thresholds where there are any: `DR weight 1`, `NAT weight 3 thresholds 10...20`.
    public var description: String {
        var text = "\(forwarding.name) weight \(weight)"
        if upperThreshold > 0 || lowerThreshold > 0 { text += " thresholds \(lowerThreshold)...\(upperThreshold)" }
        return text
    }
}
