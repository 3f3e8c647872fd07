internal import LinuxSystem
internal import LogRecords
internal import Logging
internal import Netlink
internal import NetworkTypes
internal import RouteNetlink
internal import Routing

/// Something that the kernel is asked to have, or not to have any more.
protocol KernelRequest: Hashable {
    static var kind: LogSubject { get }
    /// For log lines.
    static var kinds: String { get }
    var name: String { get }

    /// - Returns: what the kernel refuses.
    static func add(_ requests: [Self], _ kernel: RouteConnection) throws(NetlinkError) -> [(request: Self, refusal: NetlinkRefusal)]
    static func remove(_ requests: [Self], _ kernel: RouteConnection) throws(NetlinkError) -> [(request: Self, refusal: NetlinkRefusal)]
}

/// Has the requests of one owner carried out, and logs what the kernel refuses.
struct KernelRequester {
    enum Verb: String {
        case add, remove
    }

    /// For log lines: the instance, or `static`.
    let owner: String
    let instance: String?
    let kernel: RouteConnection
    private let logger = Logger(label: "addresses")

    init(owner: String, instance: String? = nil, _ kernel: RouteConnection) {
        self.owner = owner
        self.instance = instance
        self.kernel = kernel
    }

    /// - Parameter isKnown: nothing is logged of a request that was refused before.
    /// - Returns: what the kernel refused.
    @discardableResult
    func carryOut<Request: KernelRequest>(_ verb: Verb, _ requests: [Request], silentFor isKnown: (Request) -> Bool = { _ in false }) -> [Request] {
        if requests.isEmpty { return [] }
        do throws(NetlinkError) {
            let refused = verb == .add ? try Request.add(requests, kernel) : try Request.remove(requests, kernel)
            for (request, refusal) in refused where !isKnown(request) { tell(refusal, verb, request) }
            return refused.map(\.request)
        } catch {
            logger.error("(\(owner)) can't \(verb.rawValue) \(Request.kinds): \(error)", metadata: DaemonLog.fields(instance: instance, event: "\(Request.kinds)_failed"))
            return requests
        }
    }

    /// - Parameter refused: what the kernel refused of these so far; nothing is logged of it again.
    func add<Request: KernelRequest, Wanted: Hashable>(_ requests: [Request], refused: inout Set<Wanted>, _ wanted: (Request) -> Wanted) {
        let former = refused
        refused.subtract(requests.map(wanted))
        refused.formUnion(carryOut(.add, requests, silentFor: { former.contains(wanted($0)) }).map(wanted))
    }

    func tell<Request: KernelRequest>(_ refusal: NetlinkRefusal, _ verb: Verb, _ request: Request) {
        logger.error(
            "(\(owner)) can't \(verb.rawValue) \(request.name): \(refusal.detail)",
            metadata: DaemonLog.fields(instance: instance, (Request.kind, request.name), event: "\(Request.kind.rawValue)_refused"))
    }
}

extension AddressRequest: KernelRequest {
    static var kind: LogSubject { .address }
    static var kinds: String { "addresses" }
    var name: String { "\(prefix)" }

    static func add(_ requests: [AddressRequest], _ kernel: RouteConnection) throws(NetlinkError) -> [(request: AddressRequest, refusal: NetlinkRefusal)] {
        try kernel.add(requests)
    }

    static func remove(_ requests: [AddressRequest], _ kernel: RouteConnection) throws(NetlinkError) -> [(request: AddressRequest, refusal: NetlinkRefusal)] {
        try kernel.remove(requests)
    }
}

extension RouteRequest: KernelRequest {
    static var kind: LogSubject { .route }
    static var kinds: String { "routes" }
    var name: String { "route to \(route.destination)" }

    static func add(_ requests: [RouteRequest], _ kernel: RouteConnection) throws(NetlinkError) -> [(request: RouteRequest, refusal: NetlinkRefusal)] {
        try kernel.add(requests)
    }

    static func remove(_ requests: [RouteRequest], _ kernel: RouteConnection) throws(NetlinkError) -> [(request: RouteRequest, refusal: NetlinkRefusal)] {
        try kernel.remove(requests)
    }
}

extension RuleRequest: KernelRequest {
    static var kind: LogSubject { .rule }
    static var kinds: String { "rules" }
    var name: String { "rule \(rule.priority)" }

    static func add(_ requests: [RuleRequest], _ kernel: RouteConnection) throws(NetlinkError) -> [(request: RuleRequest, refusal: NetlinkRefusal)] {
        try kernel.add(requests)
    }

    static func remove(_ requests: [RuleRequest], _ kernel: RouteConnection) throws(NetlinkError) -> [(request: RuleRequest, refusal: NetlinkRefusal)] {
        try kernel.remove(requests)
    }
}
