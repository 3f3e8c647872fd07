internal import LinuxSystem

/// What a supervisor hands a role beside its command line: numbers of open descriptors, which the role takes over.
public struct RoleDescriptors: Sendable {
    /// The channel to the supervisor.
    public var channel: Int32
    /// The sealed configuration to start with.
    public var configuration: Int32
    /// A share of the runtime directory's lock, held until the role ends.
    public var lock: Int32
    /// The memory for the role's sign of life.
    public var lifeSign: Int32
    /// The alarm that goes off when the role is silent.
    public var alarm: Int32
    /// The network namespace of the IPVS table, where it is another one than the role's own.
    public var tableNamespace: Int32?

    public init(channel: Int32, configuration: Int32, lock: Int32, lifeSign: Int32, alarm: Int32, tableNamespace: Int32?) {
        self.channel = channel
        self.configuration = configuration
        self.lock = lock
        self.lifeSign = lifeSign
        self.alarm = alarm
        self.tableNamespace = tableNamespace
    }

    /// As a role finds them, beside the standard three. The last one is only there where its arguments say so.
    public static let inherited = RoleDescriptors(channel: 3, configuration: 4, lock: 5, lifeSign: 6, alarm: 7, tableNamespace: 8)

    /// In the order in which a role finds them.
    public var inOrder: [Int32] { [channel, configuration, lock, lifeSign, alarm] + (tableNamespace.map { [$0] } ?? []) }

    /// Memory and alarm themselves. Closes the memory's descriptor.
    func takeLifeSign() throws(SystemError) -> LifeSign {
        let alarm = FileDescriptor(owning: alarm)
        try alarm.setCloseOnExec(true)
        return try LifeSign(mapping: FileDescriptor(owning: lifeSign), alarm: alarm)
    }

    /// The configuration's text, which takes the descriptor over.
    public func takeConfiguration() -> SealedText {
        SealedText(FileDescriptor(owning: configuration))
    }
}
