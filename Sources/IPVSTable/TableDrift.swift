/// One difference between the kernel's table and what it should hold.
public enum TableDrift: Hashable, Sendable {
    case serviceMissing(ServiceIdentity)
    case serviceUnwanted(ServiceIdentity)
    case serviceDiffers(ServiceIdentity, actual: ServiceSettings, desired: ServiceSettings)
    case destinationMissing(DestinationIdentity, of: ServiceIdentity)
    case destinationUnwanted(DestinationIdentity, of: ServiceIdentity)
    case destinationDiffers(DestinationIdentity, actual: DestinationSettings, desired: DestinationSettings, of: ServiceIdentity)
}

extension TableService {
    /// What the commands would make good that turn this service, as the kernel has it, into the desired one.
    func drift(behind changes: [TableChange]) -> [TableDrift] {
        changes.compactMap { change in
            switch change {
            case .addService(let service, _): .serviceMissing(service)
            case .removeService(let service): .serviceUnwanted(service)
            case .editService(let service, let desired): .serviceDiffers(service, actual: settings, desired: desired)
            case .addDestination(let destination, _, of: let service): .destinationMissing(destination, of: service)
            case .removeDestination(let destination, of: let service): .destinationUnwanted(destination, of: service)
            case .editDestination(let destination, let desired, of: let service):
                destinations[destination].map { .destinationDiffers(destination, actual: $0, desired: desired, of: service) }
            }
        }
    }
}

extension TableDrift: CustomStringConvertible {
    public var description: String {
        switch self {
        case .serviceMissing(let service): "service \(service) is missing"
        case .serviceUnwanted(let service): "service \(service) should not be there any more"
        case .serviceDiffers(let service, let actual, let desired): "service \(service) is \(actual.inFull) instead of \(desired.inFull)"
        case .destinationMissing(let destination, let service): "destination \(destination) of \(service) is missing"
        case .destinationUnwanted(let destination, let service): "destination \(destination) of \(service) should not be there"
        case .destinationDiffers(let destination, let actual, let desired, let service):
            "destination \(destination) of \(service) is \(actual) instead of \(desired)"
        }
    }
}

extension ServiceSettings {
    /// Tells apart what the short description doesn't: a persistent flag without a timeout.
    fileprivate var inFull: String {
        flags.contains(.persistent) && persistenceTimeout == 0 ? "\(self) persistent 0" : description
    }
}
