public import NetworkTypes

/// `lvs_sync_daemon`: the kernel's threads that tell other directors of connections, and hear of theirs (ip_vs_sync.c).
public struct SyncDaemonSettings: Hashable, Sendable {
    /// Where the multicast goes out and comes in.
    public var interface: String
    /// The VRRP instance that decides: the master tells, the others hear. nil: this director does both.
    public var instance: String?
    /// `id`: who belongs together; nil means the virtual router ID of the instance, else 0.
    public var syncID: UInt8?
    /// `maxlen`: bytes of one message, 1 to 65507; nil leaves it to the kernel, as the others.
    public var maximumLength: UInt16?
    public var port: UInt16?
    public var timeToLive: UInt8?
    /// A multicast address; the kernel's is 224.0.0.81.
    public var group: IPAddress?

    public init(
        interface: String, instance: String? = nil, syncID: UInt8? = nil, maximumLength: UInt16? = nil, port: UInt16? = nil,
        timeToLive: UInt8? = nil, group: IPAddress? = nil
    ) {
        self.interface = interface
        self.instance = instance
        self.syncID = syncID
        self.maximumLength = maximumLength
        self.port = port
        self.timeToLive = timeToLive
        self.group = group
    }
}

/// One of the two threads.
public enum SyncRole: UInt32, Hashable, Sendable, CaseIterable {
    /// IP_VS_STATE_MASTER: tells.
    case master = 1
    /// IP_VS_STATE_BACKUP: hears.
    case backup = 2
}
