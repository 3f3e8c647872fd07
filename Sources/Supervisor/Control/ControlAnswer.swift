internal import ControlProtocol
internal import NetworkTypes
internal import Varlink

/// What a call leads to.
enum ControlAnswer {
    /// One reply: a JSON object.
    case object([UInt8])
    /// As many replies as its steps have pages.
    case steps([ControlStep])
    /// Whatever does it answers the call itself, now or later.
    case later((VarlinkConnection, _ more: Bool) -> Void)
}

/// A part of an answer that comes in pages.
struct ControlStep {
    /// How a page stands in the reply.
    enum Form {
        /// Objects, one per line: an array.
        case list
        /// One object.
        case object
        /// Whole lines of text: a string.
        case text
    }

    enum Source {
        case role(Role, ControlMethod, [String])
        /// Everything is there.
        case ready([UInt8])
        case file(JobOutput)
    }

    /// The member of the reply.
    var member: StaticString
    var form: Form
    var source: Source
    /// Where the role can't say it, it is left out instead of ending the whole answer.
    var isOptional = false
    /// The role has done something: an answer that is too large for one reply is cut short, not refused.
    var isOrder = false

    /// An empty page is no page: nothing is said of it in the reply.
    static func value(_ body: [UInt8], _ form: Form) -> [UInt8] {
        switch form {
        case .text:
            var text = JSONText()
            text.element(String(decoding: body, as: UTF8.self))
            return text.bytes
        case .object:
            return body.isEmpty ? Array("{}".utf8) : body.filter { $0 != UInt8(ascii: "\n") }
        case .list:
            let lines = body.split(separator: UInt8(ascii: "\n"))
            return [UInt8(ascii: "[")] + lines.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")]
        }
    }
}

/// Why a call gets an error instead of an answer.
enum ControlProblem: Error {
    case varlink(VarlinkError)
    /// With a sentence that says what to do about it.
    case failure(ControlFailure, String)
    case tooLarge

    static let interface = "io.lvsd.Control"

    func fail(_ connection: VarlinkConnection) {
        switch self {
        case .varlink(let error): connection.fail(error)
        case .failure(let failure, let sentence): connection.fail(Self.interface + "." + failure.name) { $0.member("message", sentence) }
        case .tooLarge:
            connection.fail(Self.interface + ".TooLarge") {
                $0.member("message", "The answer is too large for one reply. Call the method with `more` and take it in pieces.")
            }
        }
    }
}
