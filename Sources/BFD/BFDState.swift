/// The states of a session (RFC 5880 section 4.1), by their number on the wire.
public enum BFDState: UInt8, Hashable, Sendable, CaseIterable {
    case adminDown = 0
    case down = 1
    case initializing = 2
    case up = 3
}

extension BFDState: CustomStringConvertible {
    /// As keepalived's log lines call it.
    public var description: String {
        switch self {
        case .adminDown: "AdminDown"
        case .down: "Down"
        case .initializing: "Init"
        case .up: "Up"
        }
    }
}
