internal import CLinux
internal import Glibc

/// Asks drivers whether the links of their interfaces are up.
public final class LinkProber {
    /// The questions, of which a driver may know only some.
    public enum Question: Sendable, CaseIterable {
        /// The transceiver's status register.
        case mii
        case ethtool
        /// The interface's flags, which each driver has.
        case flags
    }

    private let socket: FileDescriptor

    public init() throws(SystemError) {
        socket = try .socket(domain: AF_INET, type: Int32(SOCK_DGRAM.rawValue))
    }

    /// - Returns: nil where there is no such interface or its driver doesn't know the question.
    public func isUp(_ interface: String, by question: Question) -> Bool? {
        let answer =
            switch question {
            case .mii: clinux_link_by_mii(socket.number, interface)
            case .ethtool: clinux_link_by_ethtool(socket.number, interface)
            case .flags: clinux_link_by_flags(socket.number, interface)
            }
        return answer < 0 ? nil : answer == 1
    }
}
