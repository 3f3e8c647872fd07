internal import Configuration
internal import ControlProtocol
internal import NetworkTypes
internal import Routing
internal import VRRP

// What an instance tells of itself.

extension InstanceRunner {
    func status(now: MonotonicInstant) -> VirtualRouterStatus {
        router.status(history, now: now)
    }

    /// Members of its JSON object.
    func write(to json: inout JSONText, _ clock: ClockReading) {
        let status = status(now: clock.now)
        status.write(to: &json, clock)
        json.member("interface", configuration.interface)
        json.member("syncGroup", environment.groups.group(of: status.name))
        json.member("addresses", addresses.listing.map { "\($0.address.prefix)" })
        json.member("addressesPresent", addresses.listing.filter(\.isPresent).map { "\($0.address.prefix) dev \($0.interface)" })
        json.object("counters") { router.counters.write(to: &$0) }
    }

    /// Those who follow events hear of a transition with its cause, and of what is logged beside.
    func tellEvents(_ effects: [VirtualRouter.Effect], _ transition: Transition?) {
        for case .log(let event) in effects {
            var json = JSONText()
            var isOfInterest = false
            json.object { isOfInterest = event.write(to: &$0) }
            if isOfInterest { environment.publish(RoleEvent(json: json.bytes)) }
        }
        if let transition {
            let name = configuration.parameters.name
            environment.publish(RoleEvent { transition.writeEvent(of: name, priority: self.router.effectivePriority, to: &$0) })
        }
    }
}

extension VRRPEnvironment {
    /// A tracked object has changed: for the status, and for those who follow events.
    func noteChange(of object: TrackedObject, to state: TrackedState?, now: MonotonicInstant) {
        trackedSince[object] = now
        publish(
            RoleEvent {
                $0.member("kind", "trackerChanged")
                $0.member("object", object.description)
                state?.write(to: &$0)
                $0.member("cause", self.detail(of: object))
            })
    }

    /// What is known of a tracked object beside its state, in words.
    func detail(of object: TrackedObject) -> String? {
        switch object {
        case .script(let name): trackers.lastResult(name).map { $0.result.words }
        case .process(let name): processes.count(name).map { "\($0) process\($0 == 1 ? "" : "es")" }
        case .interface, .file, .session, .virtualServer, .staticGroup: nil
        }
    }
}

extension ScriptResult {
    /// `exited with status 1`.
    var words: String {
        switch self {
        case .exited(let status): "exited with status \(status)"
        case .killed(let signal): "was ended by signal \(signal)"
        case .timedOut: "timed out"
        case .notStarted(let reason): "could not be started: \(reason)"
        }
    }
}
