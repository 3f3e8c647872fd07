internal import CLinux
internal import Glibc

/// Who is at the other end of a local connection, as of the moment in which it was made.
public struct PeerIdentity: Hashable, Sendable {
    public var process: Int32
    public var user: UInt32
    /// Its own group first.
    public var groups: [UInt32]

    public init(process: Int32, user: UInt32, groups: [UInt32]) {
        self.process = process
        self.user = user
        self.groups = groups
    }
}

/// Local stream sockets (unix(7)).
extension FileDescriptor {
    /// A socket that listens under a file name. It is made under another name first and renamed, so that nobody finds it half ready; what
    /// stood under the name before is gone then.
    ///
    /// - Parameters:
    ///   - mode: of the file: who may write may connect.
    ///   - group: that the file belongs to; nil: that of this process.
    public static func localListener(_ path: String, mode: UInt32, group: UInt32?) throws(SystemError) -> FileDescriptor {
        let temporary = path + ".new"
        _ = unlink(temporary)
        let socket = try FileDescriptor.socket(domain: AF_UNIX, type: Int32(SOCK_STREAM.rawValue))
        let number = socket.number
        try call("bind to \(temporary)") { clinux_bind_local(number, temporary, 0o600) }
        do throws(SystemError) {
            if let group { try Files.give(temporary, toGroup: group) }
            try call("chmod \(temporary)") { chmod(temporary, mode) }
            try call("listen on \(path)") { listen(number, 128) }
            try call("rename \(temporary)") { rename(temporary, path) }
        } catch {
            _ = unlink(temporary)
            throw error
        }
        return socket
    }

    /// Connects to who listens under a file name. The connection blocks.
    public static func localConnection(to path: String) throws(SystemError) -> FileDescriptor {
        let socket = FileDescriptor(
            owning: try call("socket") { Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0) })
        let number = socket.number
        try call("connect to \(path)") { clinux_connect_local(number, path) }
        return socket
    }

    /// Makes calls on this descriptor return instead of wait.
    public borrowing func setNonBlocking() throws(SystemError) {
        let number = number
        try call("fcntl F_SETFL") { clinux_fcntl(number, F_SETFL, clinux_fcntl(number, F_GETFL, 0) | O_NONBLOCK) }
    }

    /// Says that nothing more will be sent; what comes is still received (shutdown(2)).
    public borrowing func endSending() throws(SystemError) {
        let number = number
        try call("shutdown") { shutdown(number, Int32(SHUT_WR)) }
    }

    /// Takes one connection that waits; it doesn't block.
    ///
    /// - Returns: nil where none waits.
    public borrowing func acceptConnection() throws(SystemError) -> FileDescriptor? {
        let number = number
        while true {
            let accepted = clinux_accept(number)
            if accepted >= 0 { return FileDescriptor(owning: accepted) }
            switch errno {
            case EAGAIN: return nil
            // The one that waited has gone again.
            case EINTR, ECONNABORTED: continue
            case let code: throw SystemError("accept a connection", code: code)
            }
        }
    }

    public borrowing func peerIdentity() throws(SystemError) -> PeerIdentity {
        let number = number
        var process: pid_t = 0
        var user: uid_t = 0
        var group: gid_t = 0
        try call("ask for the peer") { clinux_peer(number, &process, &user, &group) }
        // NGROUPS_MAX is 65536, more than anybody has; of one with more than a thousand only its own group is known.
        var groups = [gid_t](repeating: 0, count: 1024)
        let count = clinux_peer_groups(number, &groups, groups.count)
        return PeerIdentity(process: process, user: user, groups: [group] + groups.prefix(Int(max(0, count))))
    }
}
