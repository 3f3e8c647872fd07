/// What one role says about something of its own that the other role follows. The supervisor passes it on, keeps the last one about
/// each subject, and gives them all to a role that starts.
public enum PeerReport: Hashable, Sendable {
    /// The check role: whether a virtual server has its quorum; nil where there is no such virtual server any more.
    ///
    /// A virtual server is called by the words behind `virtual_server` in the configuration, with one blank between two of them.
    case quorum(ofVirtualServer: String, isUp: Bool?)
    /// The VRRP role: whether an instance is master; nil where there is no such instance any more.
    case mastership(ofInstance: String, isMaster: Bool?)
    /// The VRRP role: it wants to hear of a virtual server; nil where it doesn't any more.
    case interest(inVirtualServer: String, isWanted: Bool?)

    /// The BFD role: whether a session is up; nil where there is no such session any more.
    case session(named: String, isUp: Bool?)

    /// What a later report about the same replaces.
    public enum Subject: Hashable, Sendable {
        case virtualServer(String)
        case instance(String)
        case interest(String)
        case session(String)
    }

    public var subject: Subject {
        switch self {
        case .quorum(let name, _): .virtualServer(name)
        case .mastership(let name, _): .instance(name)
        case .interest(let name, _): .interest(name)
        case .session(let name, _): .session(name)
        }
    }

    /// Whether the subject is gone.
    public var isWithdrawal: Bool {
        switch self {
        case .quorum(_, let state), .mastership(_, let state), .interest(_, let state), .session(_, let state): state == nil
        }
    }

    /// The report that the subject of this one is gone.
    public var withdrawn: PeerReport {
        switch self {
        case .quorum(let name, _): .quorum(ofVirtualServer: name, isUp: nil)
        case .mastership(let name, _): .mastership(ofInstance: name, isMaster: nil)
        case .interest(let name, _): .interest(inVirtualServer: name, isWanted: nil)
        case .session(let name, _): .session(named: name, isUp: nil)
        }
    }
}

/// On the wire: the kind, the state, then the name in UTF-8 up to the end of the message.
extension PeerReport {
    private enum Kind: UInt8 {
        case quorum = 0x51
        case mastership = 0x4D
        case interest = 0x49
        case session = 0x54
    }

    /// In bytes; longer ones are not sent.
    static let longestName = 510

    /// nil where the name is too long.
    public var message: [UInt8]? {
        let (kind, state, name): (Kind, Bool?, String) = switch self {
        case .quorum(let name, let isUp): (.quorum, isUp, name)
        case .mastership(let name, let isMaster): (.mastership, isMaster, name)
        case .interest(let name, let isWanted): (.interest, isWanted, name)
        case .session(let name, let isUp): (.session, isUp, name)
        }
        guard name.utf8.count <= Self.longestName else { return nil }
        return [kind.rawValue, state.map { $0 ? 1 : 0 } ?? 2] + name.utf8
    }

    /// - Parameter message: as the other end sent it; nil where it is none of these.
    public init?(message: [UInt8]) {
        guard message.count >= 2, message.count <= Self.longestName + 2, let kind = Kind(rawValue: message[0]), message[1] <= 2,
            let name = String(validating: message[2...], as: UTF8.self)
        else { return nil }
        let state = message[1] == 2 ? nil : message[1] == 1
        switch kind {
        case .quorum: self = .quorum(ofVirtualServer: name, isUp: state)
        case .mastership: self = .mastership(ofInstance: name, isMaster: state)
        case .interest: self = .interest(inVirtualServer: name, isWanted: state)
        case .session: self = .session(named: name, isUp: state)
        }
    }
}
