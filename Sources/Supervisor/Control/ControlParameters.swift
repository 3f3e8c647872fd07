internal import NetworkTypes
internal import Varlink

/// The parameters of a call; what isn't as the method wants it ends the call.
struct ControlParameters {
    private var given: VarlinkParameters

    init(_ given: VarlinkParameters) {
        self.given = given
    }

    private mutating func take<Value>(
        _ body: (inout VarlinkParameters) throws(VarlinkParameters.Invalid) -> Value
    ) throws(ControlProblem) -> Value {
        do throws(VarlinkParameters.Invalid) {
            return try body(&given)
        } catch {
            throw .varlink(.invalidParameter(error.parameter))
        }
    }

    mutating func string(_ name: String) throws(ControlProblem) -> String? {
        try take { given throws(VarlinkParameters.Invalid) in try given.string(name) }
    }

    mutating func requiredString(_ name: String) throws(ControlProblem) -> String {
        try take { given throws(VarlinkParameters.Invalid) in try given.requiredString(name) }
    }

    mutating func integer(_ name: String, in range: ClosedRange<Int>) throws(ControlProblem) -> Int? {
        try take { given throws(VarlinkParameters.Invalid) in try given.integer(name, in: range) }
    }

    mutating func flag(_ name: String) throws(ControlProblem) -> Bool {
        try take { given throws(VarlinkParameters.Invalid) in try given.boolean(name) } ?? false
    }

    /// A time in seconds since 1970.
    mutating func time(_ name: String) throws(ControlProblem) -> Duration? {
        let seconds = try take { given throws(VarlinkParameters.Invalid) in try given.number(name) }
        return seconds.map { .seconds(min(max($0, 0), 1e11)) }
    }

    mutating func end() throws(ControlProblem) {
        try take { given throws(VarlinkParameters.Invalid) in try given.end() }
    }

    // MARK: What several methods take

    /// The arguments of a role's method, as `ControlMethod` orders them; the empty string for what isn't given.
    mutating func optional(_ names: String...) throws(ControlProblem) -> [String] {
        var arguments: [String] = []
        for name in names { arguments.append(try string(name) ?? "") }
        return arguments
    }

    /// A real server: that of its virtual server first, empty for all of them.
    mutating func realServer() throws(ControlProblem) -> [String] {
        [try string("virtualServer") ?? "", try requiredString("realServer")]
    }

    mutating func persistence() throws(ControlProblem) -> String {
        try flag("persist") ? "persist" : ""
    }

    mutating func number(_ name: String, in range: ClosedRange<Int>) throws(ControlProblem) -> String {
        try integer(name, in: range).map { "\($0)" } ?? ""
    }
}
