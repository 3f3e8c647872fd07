internal import CLinux
internal import Glibc

/// A network namespace: interfaces, addresses, routes, sockets and IPVS tables of their own (network_namespaces(7)).
public struct NetworkNamespace: ~Copyable {
    private let file: FileDescriptor

    /// Where ip-netns(8) keeps those that have names.
    public static let directory = "/run/netns"

    /// The one of a name.
    public init(named name: String) throws(SystemError) {
        try self.init(path: Self.directory + "/" + name)
    }

    /// That of this process.
    public static func current() throws(SystemError) -> NetworkNamespace {
        try NetworkNamespace(path: "/proc/thread-self/ns/net")
    }

    /// - Parameter descriptor: of a namespace, which this value takes over.
    public init(owning descriptor: Int32) {
        file = FileDescriptor(owning: descriptor)
    }

    private init(path: String) throws(SystemError) {
        let number = open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { throw SystemError("open \(path)", code: errno) }
        file = FileDescriptor(owning: number)
    }

    public var descriptor: Int32 { file.number }

    /// This process works in it from now on; sockets that are open stay where they were made. Needs CAP_SYS_ADMIN.
    public func enter() throws(SystemError) {
        try call("setns") { clinux_enter_network_namespace(file.number) }
    }
}
