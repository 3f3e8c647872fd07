extension TableEvent {
    /// What machines call it, in the log's structured forms.
    public var name: String {
        switch self {
        case .refused: "table_refused"
        case .settled: "table_settled"
        case .failed: "table_failed"
        case .drift, .moreDrift: "table_drift"
        }
    }

    /// The service that it is about; nil where it is about the table.
    public var service: ServiceIdentity? {
        switch self {
        case .refused(let refusal): refusal.change.service
        case .settled(let service): service
        case .drift(let drift, _): drift.service
        case .failed, .moreDrift: nil
        }
    }

    /// The destination that it is about; nil where it is about a whole service, or the table.
    public var destination: DestinationIdentity? {
        switch self {
        case .refused(let refusal): refusal.change.destination
        case .drift(let drift, _): drift.destination
        case .settled, .failed, .moreDrift: nil
        }
    }
}

extension TableDrift {
    var service: ServiceIdentity {
        switch self {
        case .serviceMissing(let service), .serviceUnwanted(let service), .serviceDiffers(let service, _, _), .destinationMissing(_, let service),
            .destinationUnwanted(_, let service), .destinationDiffers(_, _, _, let service):
            service
        }
    }

    var destination: DestinationIdentity? {
        switch self {
        case .serviceMissing, .serviceUnwanted, .serviceDiffers: nil
        case .destinationMissing(let destination, _), .destinationUnwanted(let destination, _), .destinationDiffers(let destination, _, _, _):
            destination
        }
    }
}

extension TableChange {
    /// The destination that it is about; nil where it is about a service.
    var destination: DestinationIdentity? {
        switch self {
        case .addService, .editService, .removeService: nil
        case .addDestination(let destination, _, _), .editDestination(let destination, _, _), .removeDestination(let destination, _): destination
        }
    }
}
