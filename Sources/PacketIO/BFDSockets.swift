public import LinuxSystem
public import NetworkTypes

/// Where control packets of BFD come in: one family, one port, every address of this host.
public struct BFDReceiver: ~Copyable {
    public let descriptor: FileDescriptor

    public init(_ family: AddressFamily, port: UInt16) throws(SystemError) {
        let descriptor = try FileDescriptor.deafDatagramSocket(family)
        if family == .ipv6 { try descriptor.takeIPv6Only() }
        try descriptor.reportHeaders(family)
        try descriptor.bind(to: Endpoint(family == .ipv4 ? .v4(.any) : .v6(.any), port: port))
        self.descriptor = descriptor
    }

    /// - Returns: nil where there is nothing now.
    public borrowing func receive(into buffer: inout [UInt8]) throws(SystemError) -> ReceivedDatagram? {
        try descriptor.receiveWithHeader(into: &buffer)
    }
}

/// From where the control packets of one session leave: a port of its own, as long as it lives (RFC 5881 section 4).
public struct BFDSender: ~Copyable {
    private let descriptor: FileDescriptor
    private let destination: Endpoint

    /// - Parameters:
    ///   - source: nil leaves it to the routes.
    ///   - ports: those to choose from.
    public init(
        to destination: Endpoint, from source: IPAddress?, ports: ClosedRange<UInt16>, hopLimit: UInt8, using generator: inout SeededGenerator
    ) throws(SystemError) {
        let family = destination.address.family
        let descriptor = try FileDescriptor.deafDatagramSocket(family)
        try descriptor.setHopLimit(hopLimit, family)
        try descriptor.markAsNetworkControl(family)
        // Nothing comes to this port that anybody wants.
        try descriptor.limitReceiveBuffer(1)
        try Self.bind(descriptor, to: source ?? (family == .ipv4 ? .v4(.any) : .v6(.any)), ports, &generator)
        self.descriptor = descriptor
        self.destination = destination
    }

    private static func bind(
        _ descriptor: borrowing FileDescriptor, to address: IPAddress, _ ports: ClosedRange<UInt16>, _ generator: inout SeededGenerator
    ) throws(SystemError) {
        for attempt in 1...Self.attempts {
            do throws(SystemError) {
                return try descriptor.bind(to: Endpoint(address, port: UInt16.random(in: ports, using: &generator)))
            } catch {
                guard error.isAddressInUse, attempt < Self.attempts else { throw error }
            }
        }
    }

    /// As many ports are tried: most are free.
    private static let attempts = 64

    public borrowing func send(_ bytes: [UInt8]) throws(SystemError) {
        try descriptor.send(bytes, to: destination)
    }
}
