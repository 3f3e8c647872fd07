internal import NetworkTypes

/// Why a request wasn't carried out. The client sees it as an error of the interface io.lvsd.Control with the sentence that comes along.
public enum ControlFailure: UInt8, Hashable, Sendable, CaseIterable {
    /// The role can't do this (yet).
    case methodNotImplemented = 1
    /// There is nothing of that name.
    case noSuchObject = 2
    /// The name fits more than one; the sentence lists them.
    case ambiguousObject = 3
    /// An argument has no meaning.
    case invalidArgument = 4
    /// As things stand it isn't possible; the sentence says why and what is.
    case refused = 5
    /// The role doesn't run, or has ended over the request. Said by the supervisor.
    case roleUnavailable = 6
    /// The caller may not do this. Said by the supervisor.
    case permissionDenied = 7
    /// The environment has failed: a file can't be written, the kernel refused.
    case failed = 8

    /// The name of the error in the interface.
    public var name: String {
        switch self {
        case .methodNotImplemented: "NotImplemented"
        case .noSuchObject: "NoSuchObject"
        case .ambiguousObject: "AmbiguousObject"
        case .invalidArgument: "InvalidArgument"
        case .refused: "Refused"
        case .roleUnavailable: "RoleUnavailable"
        case .permissionDenied: "PermissionDenied"
        case .failed: "Failed"
        }
    }
}

/// What a role answers to a `ControlRequest`.
public struct ControlReply: Hashable, Sendable {
    public enum Outcome: Hashable, Sendable {
        /// More follows behind `cursor`.
        case page
        case lastPage
        /// `body` is a sentence for a person: what is wrong, and what to do about it.
        case failed(ControlFailure)
    }

    /// That of the request.
    public var id: UInt32
    public var outcome: Outcome
    /// Where the next page begins, for `page`.
    public var cursor: UInt64
    /// JSON objects, one per line, without line feeds in them; for `metrics` and `dump` whole lines of text; for a failure a sentence.
    public var body: [UInt8]

    /// In bytes; what is longer isn't sent. `ControlPage` keeps to it.
    public static let longestBody = 48 << 10

    public init(id: UInt32, outcome: Outcome, cursor: UInt64 = 0, body: [UInt8] = []) {
        self.id = id
        self.outcome = outcome
        self.cursor = cursor
        self.body = body
    }

    /// An order that was carried out and has nothing more to tell, or one page that is all.
    public static func done(_ request: ControlRequest, body: [UInt8] = []) -> ControlReply {
        ControlReply(id: request.id, outcome: .lastPage, body: body)
    }

    /// - Parameter sentence: says what is wrong and what to do about it.
    public static func failed(_ request: ControlRequest, _ failure: ControlFailure, _ sentence: String) -> ControlReply {
        ControlReply(id: request.id, outcome: .failed(failure), body: Array(sentence.utf8.prefix(longestBody)))
    }
}

/// On the wire: kind, outcome, failure, id, cursor, then the body up to the end of the message.
extension ControlReply {
    static let kind: UInt8 = 0x72
    private static let headerLength = 15

    private enum OutcomeCode: UInt8 {
        case page = 1
        case lastPage = 2
        case failed = 3
    }

    /// nil where the body is too long.
    public var message: [UInt8]? {
        guard body.count <= Self.longestBody else { return nil }
        let (code, failure): (OutcomeCode, UInt8) = switch outcome {
        case .page: (.page, 0)
        case .lastPage: (.lastPage, 0)
        case .failed(let failure): (.failed, failure.rawValue)
        }
        var message = [Self.kind, code.rawValue, failure]
        message.reserveCapacity(Self.headerLength + body.count)
        message.append(bigEndian: id)
        message.append(bigEndian: cursor)
        message.append(contentsOf: body)
        return message
    }

    /// - Parameter message: as the other end sent it; nil where it is none.
    public init?(message: [UInt8]) {
        let bytes = message.span
        guard bytes.byte(at: 0) == Self.kind, let code = bytes.byte(at: 1).flatMap(OutcomeCode.init), let failure = bytes.byte(at: 2),
            let id = bytes.bigEndianUInt32(at: 3), let cursor = bytes.bigEndianUInt64(at: 7),
            message.count <= Self.headerLength + Self.longestBody
        else { return nil }
        let outcome: Outcome
        switch code {
        case .page: outcome = .page
        case .lastPage: outcome = .lastPage
        case .failed:
            guard let failure = ControlFailure(rawValue: failure) else { return nil }
            outcome = .failed(failure)
        }
        self.init(id: id, outcome: outcome, cursor: cursor, body: Array(message[Self.headerLength...]))
    }
}
