internal import HealthCheck
internal import LinuxSystem
internal import NetworkTypes

/// From where and how marked a probe leaves: `bindto`, `bind_port`, `bind_if` and `fwmark`.
struct ProbeOrigin: Hashable {
    var source: Endpoint?
    var interface: String?
    var mark: UInt32

    init(_ definition: CheckDefinition) {
        source = definition.source
        interface = definition.interface
        mark = definition.mark
    }

    /// The interface first: a link-local source address is none without it.
    func apply(to socket: borrowing FileDescriptor) throws(SystemError) {
        if let interface { try socket.bind(toInterface: interface) }
        if mark != 0 { try socket.setMark(mark) }
        if let source { try socket.bind(to: source) }
    }
}
