internal import CNetlink
public import IPVSTable
public import Netlink

/// Reads single services of the kernel's table, piece by piece, so that no pool is too large to be read beside other work.
///
/// It has a socket of its own: a dump that is half read doesn't get in the way of commands. After an error it takes a new one.
public final class ServiceReader {
    /// A service as the kernel has it.
    public struct Reading {
        public var service: TableService
        public var statistics: ServiceStatistics

        public init(service: TableService, statistics: ServiceStatistics) {
            self.service = service
            self.statistics = statistics
        }
    }

    public enum Progress {
        /// There is more: call `proceed` again.
        case unfinished
        /// nil where the kernel has no such service.
        case finished(Reading?)
    }

    private let namespace: TableNamespace
    private var socket: NetlinkSocket?
    private var family: Int32 = 0
    private var identity: ServiceIdentity?
    private var reading: Reading?
    private var dump: NetlinkDump?
    private var attempts = 0

    /// - Parameter namespace: of the table.
    public init(in namespace: TableNamespace) {
        self.namespace = namespace
    }

    /// The service to read from now on. One that was half read before is left.
    public func begin(_ service: ServiceIdentity) {
        identity = service
        reading = nil
        attempts = 0
        // A dump that is left half read would be refused a second one beside it.
        leaveDump()
    }

    /// Reads the next piece: up to 32 KB, which the kernel has ready.
    ///
    /// - Throws: what went wrong; what was read is left, and `begin` must be called again.
    public func proceed() throws(NetlinkError) -> Progress {
        guard let identity else { return .finished(nil) }
        do throws(NetlinkError) {
            return try proceed(with: identity, open())
        } catch {
            self.identity = nil
            dump = nil
            socket = nil
            throw error
        }
    }

    private func open() throws(NetlinkError) -> NetlinkSocket {
        if let socket { return socket }
        let (new, family) = try namespace.make { () throws(NetlinkError) in try NetlinkSocket.toIPVS() }
        self.family = family
        socket = new
        return new
    }

    private func proceed(with identity: ServiceIdentity, _ socket: NetlinkSocket) throws(NetlinkError) -> Progress {
        guard var dump else { return try readService(identity, socket) }
        try socket.continueDump(&dump, operation: "read the destinations of \(identity)") { message in take(message, identity) }
        self.dump = dump.isFinished ? nil : dump
        if !dump.isFinished { return .unfinished }
        if !dump.isInterrupted { return .finished(reading) }
        attempts += 1
        if attempts == Self.longestPatience {
            throw NetlinkError("read the destinations of \(identity)", code: 11, detail: "the kernel's table changes too fast to be read")
        }
        reading = nil
        return .unfinished
    }

    private static let longestPatience = 10
    /// ESRCH
    private static let noSuchService: Int32 = 3

    private func readService(_ identity: ServiceIdentity, _ socket: NetlinkSocket) throws(NetlinkError) -> Progress {
        let request = request(Int(IPVS_CMD_GET_SERVICE), identity)
        let refusal = try socket.ask(request, operation: "read the service \(identity)") { message in
            let attribute = message.ipvsAttribute(IPVS_CMD_ATTR_SERVICE)
            guard let (_, settings) = ServiceAttributes.decode(attribute) else { return }
            reading = Reading(
                service: TableService(settings: settings), statistics: ServiceStatistics(traffic: ServiceAttributes.decodeTraffic(attribute)))
        }
        if let refusal {
            if refusal.code == Self.noSuchService { return .finished(nil) }
            throw NetlinkError("read the service \(identity)", code: refusal.code, detail: refusal.detail)
        }
        dump = try socket.beginDump(self.request(Int(IPVS_CMD_GET_DEST), identity))
        return .unfinished
    }

    private func request(_ command: Int, _ identity: ServiceIdentity) -> NetlinkMessage {
        let request = NetlinkMessage.generic(family: family, command: UInt8(command), version: UInt8(IPVS_GENL_VERSION))
        request.nest(Int(IPVS_CMD_ATTR_SERVICE)) { ServiceAttributes.put(identity, into: request) }
        return request
    }

    private func take(_ message: UnsafeMutablePointer<nlmsghdr>, _ service: ServiceIdentity) {
        guard let attributes = NetlinkAttributes(nestedIn: message.ipvsAttribute(IPVS_CMD_ATTR_DEST), highest: 16),
            let (identity, settings) = DestinationAttributes.decode(attributes, serviceFamily: service.family)
        else { return }
        reading?.service.destinations[identity] = settings
        reading?.statistics.destinations[identity] = DestinationAttributes.decodeStatistics(attributes)
    }

    private func leaveDump() {
        while let socket, var rest = dump {
            let isOver = (try? socket.continueDump(&rest, operation: "") { _ in }) == nil || rest.isFinished
            dump = isOver ? nil : rest
        }
    }
}
