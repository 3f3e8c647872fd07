extension [TableChange] {
    /// The same outcome by as few commands, such that no service is without a destination that takes traffic on the way where it had one before
    /// and has one in the end: who gets traffic comes first, then who gets none any more, and who leaves the table last.
    ///
    /// Several decisions may have been made about one service since the last batch: the last word about each destination counts. Commands
    /// about services stay where they are, and no other moves past one of them. Linear.
    func inSafeOrder() -> [TableChange] {
        var result: [TableChange] = []
        result.reserveCapacity(count)
        var run = DestinationCommands()
        for change in self {
            switch change {
            case .addService, .editService, .removeService:
                run.take(into: &result)
                result.append(change)
            case .addDestination(let destination, let settings, let service): run.note(destination, of: service, settings, isNew: true)
            case .editDestination(let destination, let settings, let service): run.note(destination, of: service, settings, isNew: false)
            case .removeDestination(let destination, let service): run.note(destination, of: service, nil, isNew: false)
            }
        }
        run.take(into: &result)
        return result
    }
}

/// What becomes of destinations, by service, in the order in which each was named first.
private struct DestinationCommands {
    private struct Place: Hashable {
        var service: ServiceIdentity
        var destination: DestinationIdentity
    }

    private struct Entry {
        var place: Place
        /// It isn't in the table before.
        var isNew: Bool
        /// nil: it isn't in the table after.
        var settings: DestinationSettings?
    }

    private var entries: [Entry] = []
    private var numbers: [Place: Int] = [:]

    mutating func note(_ destination: DestinationIdentity, of service: ServiceIdentity, _ settings: DestinationSettings?, isNew: Bool) {
        let place = Place(service: service, destination: destination)
        if let number = numbers[place] {
            entries[number].settings = settings
        } else {
            numbers[place] = entries.count
            entries.append(Entry(place: place, isNew: isNew, settings: settings))
        }
    }

    mutating func take(into result: inout [TableChange]) {
        if entries.isEmpty { return }
        var (quiet, gone): ([TableChange], [TableChange]) = ([], [])
        for entry in entries {
            let (service, destination) = (entry.place.service, entry.place.destination)
            guard let settings = entry.settings else {
                if !entry.isNew { gone.append(.removeDestination(destination, of: service)) }
                continue
            }
            let change: TableChange = entry.isNew ? .addDestination(destination, settings, of: service) : .editDestination(destination, settings, of: service)
            if settings.weight > 0 { result.append(change) } else { quiet.append(change) }
        }
        result += quiet
        result += gone
        entries = []
        numbers = [:]
    }
}
