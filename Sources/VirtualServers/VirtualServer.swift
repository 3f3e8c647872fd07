public import IPVSTable

/// Names one checker of a virtual server by its place in the definition.
public struct CheckPosition: Hashable, Sendable {
    /// Index into `VirtualServerDefinition.realServers`.
    public var realServer: Int
    /// Index into that real server's `checks`.
    public var check: Int

    public init(realServer: Int, check: Int) {
        self.realServer = realServer
        self.check = check
    }
}

/// The live state of one virtual server: which real servers are alive, whether the quorum holds, and what the kernel's table
/// should therefore contain.
public struct VirtualServer: Sendable {
    public private(set) var definition: VirtualServerDefinition
    /// Whether the quorum holds.
    public private(set) var isUp: Bool

    /// - Parameters:
    ///   - actual: this service as an earlier run left it in the kernel's table, if it is ours. Real servers that aren't in it
    ///     had failed then and start as failed, so that adopting the table changes nothing until a check has run.
    public init(_ definition: VirtualServerDefinition, adopting actual: TableService? = nil) {
        self.definition = definition
        isUp = false
    }

    /// What the kernel's table should hold for this virtual server now. Linear in the real servers.
    public var desired: TableService { TableService(settings: definition.settings) }

    /// Whether the checker counts as passing. Its `Checker` must begin in the same state.
    public func isPassing(_ position: CheckPosition) -> Bool { true }

    /// The log events of the start. The table is brought up from `desired`, best for all virtual servers at once.
    public mutating func start() -> [VirtualServerEvent] { [] }

    /// Takes one checker's change. Saying what is known already does nothing, nor does a position that doesn't exist.
    public mutating func checkerChanged(_ position: CheckPosition, isUp: Bool) -> [VirtualServerEffect] { [] }

    /// Follows a changed definition with the same identity.
    public mutating func reconfigure(to definition: VirtualServerDefinition) -> Reconfiguration {
        Reconfiguration(effects: [], checkers: [])
    }

    /// The service is taken out of the table; with `omega`, the real servers count as failed first.
    public mutating func stop() -> [VirtualServerEffect] { [] }
}

/// What the owner of a virtual server does after an input, in this order.
public enum VirtualServerEffect: Hashable, Sendable {
    case change(TableChange)
    case event(VirtualServerEvent)
}

/// The outcome of a reload for one virtual server.
public struct Reconfiguration: Hashable, Sendable {
    public var effects: [VirtualServerEffect]
    /// One entry for each checker of the new definition, real server by real server, in order: the position of the equal
    /// checker in the old definition, whose `Checker` is to be kept with its timer, retries and probe in flight; nil for a new one.
    /// Old checkers that no entry names are gone.
    public var checkers: [[CheckPosition?]]

    public init(effects: [VirtualServerEffect], checkers: [[CheckPosition?]]) {
        self.effects = effects
        self.checkers = checkers
    }
}
