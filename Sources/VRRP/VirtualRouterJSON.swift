public import NetworkTypes

// What a virtual router says of itself, as members of JSON objects. Times are seconds since 1970, durations seconds.

extension VirtualRouterStatus {
    public func write(to json: inout JSONText, _ clock: ClockReading) {
        json.member("name", name)
        json.member("virtualRouterID", virtualRouterID)
        json.member("version", version == .version2 ? 2 : 3)
        json.member("family", family == .ipv4 ? "inet" : "inet6")
        json.member("state", state.description)
        json.member("since", seconds: clock.timeOfDay(since))
        json.member("priority", effectivePriority)
        json.member("basePriority", basePriority)
        json.array("trackers") { json in for contribution in contributions { json.object { contribution.write(to: &$0) } } }
        json.member("sourceAddress", primaryAddress.map { "\($0)" })
        if let masterAddress {
            json.object("master") {
                $0.member("address", "\(masterAddress)")
                $0.member("priority", masterPriority)
                $0.member("isLocal", state == .master)
                if state == .master { $0.member("since", seconds: clock.timeOfDay(since)) }
            }
        }
        json.member("advertisementInterval", seconds: advertisementInterval)
        json.member("masterAdvertisementInterval", seconds: masterInterval)
        json.member("masterDownInterval", seconds: masterDownInterval)
        json.member("takesOver", seconds: takesOverAt.map(clock.timeOfDay))
        json.member("preempts", preempts)
        if isResting {
            json.member("gaveUp", true)
            json.member("gaveUpUntil", seconds: restsUntil.map(clock.timeOfDay))
        }
        if waitsForGroup { json.member("waitsForGroup", true) }
        if isListening { json.member("isListening", true) }
        json.member("faults", faults.map(\.description))
        if !awaited.isEmpty { json.member("awaits", awaited.map(\.description)) }
        if let lastTransition { json.object("lastTransition") { lastTransition.write(to: &$0, clock) } }
        json.member("advertisedAddresses", advertisedAddresses.map { "\($0)" })
        json.member("remarks", remarks)
    }
}

extension Transition {
    public func write(to json: inout JSONText, _ clock: ClockReading) {
        json.member("from", from.description)
        json.member("to", to.description)
        json.member("time", seconds: clock.timeOfDay(time))
        json.member("reason", reason.rawValue)
        json.member("cause", cause)
    }
}

extension TrackerContribution {
    public func write(to json: inout JSONText) {
        json.member("kind", object.kind)
        json.member("name", object.name)
        state?.write(to: &json)
        json.member("weight", weight.value)
        if weight.isReversed { json.member("isReversed", true) }
        json.member("contribution", adjustment)
        json.member("isFault", isFault)
    }
}

extension VirtualRouterExplanation {
    public func write(to json: inout JSONText) {
        json.member("rule", rule.rawValue)
        json.member("sentences", sentences)
    }
}

extension VirtualRouterCounters {
    /// Those of errors only where there were some.
    public func write(to json: inout JSONText) {
        json.member("advertisementsReceived", advertisementsReceived)
        json.member("advertisementsSent", advertisementsSent)
        json.member("becameMaster", becameMaster)
        json.member("releasedMaster", releasedMaster)
        json.member("priorityZeroReceived", priorityZeroReceived)
        json.member("priorityZeroSent", priorityZeroSent)
        json.member("addressListErrors", addressListErrors)
        json.member("discarded", discarded)
        for kind in AdvertisementError.Kind.allCases where self[kind] > 0 { json.member(kind.counterName, self[kind]) }
    }
}

extension AdvertisementError.Kind {
    /// The counter of this error in JSON.
    var counterName: StaticString {
        switch self {
        case .length: "lengthErrors"
        case .virtualRouterID: "virtualRouterIDErrors"
        case .timeToLive: "timeToLiveErrors"
        case .version: "versionErrors"
        case .unknownAuthenticationType: "unknownAuthenticationTypes"
        case .authenticationTypeMismatch: "authenticationTypeMismatches"
        case .wrongPassword: "authenticationFailures"
        case .missingTrailer: "missingTrailers"
        case .malformedTrailer: "malformedTrailers"
        case .unknownKey: "unknownKeys"
        case .wrongTrailerCode: "wrongTrailerCodes"
        case .staleTrailer: "staleTrailers"
        case .replayedTrailer: "replayedTrailers"
        case .interval: "intervalErrors"
        case .type: "typeErrors"
        case .checksum: "checksumErrors"
        case .destination: "destinationErrors"
        case .notFromPeer: "sourceErrors"
        case .ignoredByOwner: "ignoredByOwner"
        case .ownAddress: "ownAddressErrors"
        }
    }
}

extension TrackedState {
    /// One member: `isUp`, or the `value` in a file.
    public func write(to json: inout JSONText) {
        switch self {
        case .up: json.member("isUp", true)
        case .down: json.member("isUp", false)
        case .value(let value): json.member("value", value)
        }
    }
}
