internal import CNetlink
public import IPVSTable
public import Netlink
public import NetworkTypes

/// The kernel's IPVS table over generic netlink (family `IPVS`, linux/ip_vs.h).
public final class IPVSConnection {
    private let socket: NetlinkSocket
    private let family: Int32

    /// In the namespace that this process works in at the moment: `TableNamespace` makes it in that of the table.
    ///
    /// - Throws: a NetlinkError that says so where the kernel has no IPVS and could not load it.
    init() throws(NetlinkError) {
        (socket, family) = try NetlinkSocket.toIPVS()
    }

    /// What the kernel keeps of its answers until they are read.
    public func keep(_ size: ReceiveBufferSize) {
        socket.keep(size)
    }

    /// Carries out changes in one system call.
    ///
    /// - Returns: the changes that the kernel refused, with its reasons; all others were carried out.
    public func apply(_ changes: some Collection<TableChange>) throws(NetlinkError) -> [(change: TableChange, refusal: NetlinkRefusal)] {
        var batch = NetlinkBatch()
        for change in changes { batch.append(message(for: change)) }
        let refusals = try socket.perform(batch)
        return refusals.compactMap { refusal in
            guard refusal.index < changes.count else { return nil }
            return (changes[changes.index(changes.startIndex, offsetBy: refusal.index)], refusal)
        }
    }

    /// Removes everything (IPVS_CMD_FLUSH), other people's services too.
    public func flush() throws(NetlinkError) {
        var batch = NetlinkBatch()
        batch.append(command(Int(IPVS_CMD_FLUSH)))
        if let refusal = try socket.perform(batch).first { throw NetlinkError("flush the IPVS table", code: refusal.code, detail: refusal.detail) }
    }

    /// Reads the services that `isWanted` names, with all their destinations.
    public func readTable(_ isWanted: (ServiceIdentity) -> Bool = { _ in true }) throws(NetlinkError) -> Table {
        var services: [ServiceIdentity: ServiceSettings] = [:]
        let request = command(Int(IPVS_CMD_GET_SERVICE))
        try socket.dump(request, operation: "read the IPVS services", restart: { services.removeAll() }) { message in
            guard let (identity, settings) = ServiceAttributes.decode(message.ipvsAttribute(IPVS_CMD_ATTR_SERVICE)), isWanted(identity) else { return }
            services[identity] = settings
        }
        var table = Table()
        for (identity, settings) in services {
            table.services[identity] = TableService(settings: settings, destinations: try readDestinations(of: identity))
        }
        return table
    }

    private func readDestinations(of service: ServiceIdentity) throws(NetlinkError) -> [DestinationIdentity: DestinationSettings] {
        var destinations: [DestinationIdentity: DestinationSettings] = [:]
        let request = command(Int(IPVS_CMD_GET_DEST))
        request.nest(Int(IPVS_CMD_ATTR_SERVICE)) { ServiceAttributes.put(service, into: request) }
        try socket.dump(request, operation: "read the destinations of \(service)", restart: { destinations.removeAll() }) { message in
            guard let (identity, settings) = DestinationAttributes.decode(message.ipvsAttribute(IPVS_CMD_ATTR_DEST), serviceFamily: service.family) else { return }
            destinations[identity] = settings
        }
        return destinations
    }

    /// For commands that stand alone.
    func carryOut(_ batch: NetlinkBatch) throws(NetlinkError) -> NetlinkRefusal? {
        return try socket.perform(batch).first
    }

    /// For questions with one answer.
    func ask(
        _ question: borrowing NetlinkMessage, operation: String, _ body: (UnsafeMutablePointer<nlmsghdr>) -> Void
    ) throws(NetlinkError) -> NetlinkRefusal? {
        try socket.ask(question, operation: operation, body)
    }

    func command(_ number: Int) -> NetlinkMessage {
        .generic(family: family, command: UInt8(number), version: UInt8(IPVS_GENL_VERSION))
    }

    private func message(for change: TableChange) -> NetlinkMessage {
        let message = command(change.command)
        message.nest(Int(IPVS_CMD_ATTR_SERVICE)) {
            ServiceAttributes.put(change.service, into: message)
            switch change {
            case .addService(let identity, let settings), .editService(let identity, let settings):
                ServiceAttributes.put(settings, family: identity.family, into: message)
            default: break
            }
        }
        switch change {
        case .addDestination(let identity, let settings, _), .editDestination(let identity, let settings, _):
            message.nest(Int(IPVS_CMD_ATTR_DEST)) {
                DestinationAttributes.put(identity, into: message)
                DestinationAttributes.put(settings, into: message)
            }
        case .removeDestination(let identity, _):
            message.nest(Int(IPVS_CMD_ATTR_DEST)) { DestinationAttributes.put(identity, into: message) }
        default: break
        }
        return message
    }
}

extension TableChange {
    /// IPVS_CMD_*.
    fileprivate var command: Int {
        switch self {
        case .addService: Int(IPVS_CMD_NEW_SERVICE)
        case .editService: Int(IPVS_CMD_SET_SERVICE)
        case .removeService: Int(IPVS_CMD_DEL_SERVICE)
        case .addDestination: Int(IPVS_CMD_NEW_DEST)
        case .editDestination: Int(IPVS_CMD_SET_DEST)
        case .removeDestination: Int(IPVS_CMD_DEL_DEST)
        }
    }
}

/// struct genlmsghdr stands before the attributes; linux/genetlink.h has its length as a macro that isn't imported.
private let genericHeaderLength = MemoryLayout<genlmsghdr>.size
private let highestAttribute = Int(IPVS_CMD_ATTR_TIMEOUT_UDP)

extension UnsafeMutablePointer<nlmsghdr> {
    /// An attribute of an IPVS message's first level.
    func ipvsAttribute(_ type: some BinaryInteger) -> UnsafeMutablePointer<nlattr>? {
        NetlinkAttributes(of: self, headerLength: genericHeaderLength, highest: highestAttribute)?[Int(type)]
    }
}
