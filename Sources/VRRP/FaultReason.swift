/// One thing that keeps a virtual router from taking part, in words.
public enum FaultReason: Hashable, Sendable {
    case cause(FaultCauses)
    /// A tracked object without weight has failed.
    case tracked(TrackedObject, TrackedState)
}

extension FaultReason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .cause(.interfaceDown): "its interface is down or missing"
        case .cause(.noPrimaryAddress): "its interface has no address that advertisements could come from"
        case .cause(.trackedObject): "something that it tracks has failed"
        case .cause(.configuration): "its configuration can't work: there are no unicast peers, or a key can't be read"
        case .cause(.syncGroup): "another member of its sync group is in FAULT"
        case .cause: "something that it needs is missing"
        case .tracked(let object, let state): "\(object) \(state.phrase)"
        }
    }
}

extension VirtualRouter {
    /// Why it is in FAULT, or would be.
    public var faultReasons: [FaultReason] {
        var reasons: [FaultReason] = []
        for bit in 0..<UInt8.bitWidth {
            let cause = FaultCauses(rawValue: 1 << UInt8(bit))
            guard faults.contains(cause) else { continue }
            let tracked = cause == .trackedObject ? failedTrackers : []
            reasons += tracked.isEmpty ? [.cause(cause)] : tracked
        }
        return reasons
    }

    private var failedTrackers: [FaultReason] {
        parameters.tracking.compactMap { tracking in
            guard let state = trackedStates[tracking.object], tracking.weight.isFault(state) else { return nil }
            return .tracked(tracking.object, state)
        }
    }
}

extension TrackedObject: CustomStringConvertible {
    /// `script chk_nginx`, `interface eth1`.
    public var description: String { "\(kind) \(name)" }

    /// `script`, `interface`, `file`, `process`, `bfd`, `virtual_server` or `track_group`.
    public var kind: String {
        switch self {
        case .script: "script"
        case .interface: "interface"
        case .file: "file"
        case .process: "process"
        case .session: "bfd"
        case .virtualServer: "virtual_server"
        case .staticGroup: "track_group"
        }
    }

    public var name: String {
        switch self {
        case .script(let name), .interface(let name), .file(let name), .process(let name), .session(let name), .virtualServer(let name), .staticGroup(let name): name
        }
    }
}

extension TrackedState: CustomStringConvertible {
    /// `up`, `down`, or the number in a file.
    public var description: String {
        switch self {
        case .up: "up"
        case .down: "down"
        case .value(let number): String(number)
        }
    }

    fileprivate var phrase: String {
        switch self {
        case .up: "is up, which counts as its failure (`reverse`)"
        case .down: "has failed"
        case .value(let number): "holds \(number)"
        }
    }
}
