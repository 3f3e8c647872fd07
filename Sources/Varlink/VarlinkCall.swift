internal import JSONReading
public import NetworkTypes

/// A method call (varlink.org, "Method call").
public struct VarlinkCall: Sendable {
    /// The interface: `org.varlink.service`.
    public var interface: String
    /// The method in it: `GetInfo`.
    public var method: String
    public var parameters: VarlinkParameters
    /// The client takes any number of replies.
    public var more: Bool
    /// The client takes no reply.
    public var oneway: Bool

    public init(interface: String, method: String, parameters: VarlinkParameters = .init([]), more: Bool = false, oneway: Bool = false) {
        self.interface = interface
        self.method = method
        self.parameters = parameters
        self.more = more
        self.oneway = oneway
    }

    /// Why a message is no call.
    public enum Mistake: Error, Hashable, Sendable {
        case notJSON(String)
        case notACall
    }

    /// - Parameter message: without its NUL.
    public init(message: some Collection<UInt8>) throws(Mistake) {
        let value: JSONValue
        do throws(JSONMistake) {
            value = try JSONReader.value(of: message)
        } catch {
            throw .notJSON(error.description)
        }
        guard let name = value["method"]?.string, let dot = name.lastIndex(of: "."), value["upgrade"]?.boolean != true else { throw .notACall }
        interface = String(name[..<dot])
        method = String(name[name.index(after: dot)...])
        switch value["parameters"] {
        case nil, .null?: parameters = VarlinkParameters([])
        case .object(let members)?: parameters = VarlinkParameters(members)
        default: throw .notACall
        }
        for flag in ["more", "oneway", "upgrade"] {
            guard let value = value[flag], !value.isNull else { continue }
            if value.boolean == nil { throw .notACall }
        }
        more = value["more"]?.boolean ?? false
        oneway = value["oneway"]?.boolean ?? false
    }

    /// The name with its interface.
    public var fullName: String { interface + "." + method }
}

/// The parameters of a call, taken one by one. What isn't as the method wants it is the client's mistake, and so is one too many.
public struct VarlinkParameters: Sendable {
    /// `org.varlink.service.InvalidParameter`.
    public struct Invalid: Error, Hashable, Sendable {
        public var parameter: String
    }

    private var members: [(String, JSONValue)]

    public init(_ members: [(String, JSONValue)]) {
        self.members = members
    }

    private mutating func take(_ name: String) -> JSONValue? {
        guard let index = members.lastIndex(where: { $0.0 == name }) else { return nil }
        let value = members.remove(at: index).1
        return value.isNull ? nil : value
    }

    /// A string that was given, or nil.
    public mutating func string(_ name: String, longest: Int = 1024) throws(Invalid) -> String? {
        guard let value = take(name) else { return nil }
        guard let string = value.string, string.utf8.count <= longest else { throw Invalid(parameter: name) }
        return string
    }

    /// A string that must be given.
    public mutating func requiredString(_ name: String) throws(Invalid) -> String {
        guard let string = try string(name), !string.isEmpty else { throw Invalid(parameter: name) }
        return string
    }

    public mutating func integer(_ name: String, in range: ClosedRange<Int>) throws(Invalid) -> Int? {
        guard let value = take(name) else { return nil }
        guard let integer = value.integer, range.contains(integer) else { throw Invalid(parameter: name) }
        return integer
    }

    public mutating func number(_ name: String) throws(Invalid) -> Double? {
        guard let value = take(name) else { return nil }
        guard let number = value.number, number.isFinite else { throw Invalid(parameter: name) }
        return number
    }

    public mutating func boolean(_ name: String) throws(Invalid) -> Bool? {
        guard let value = take(name) else { return nil }
        guard let boolean = value.boolean else { throw Invalid(parameter: name) }
        return boolean
    }

    /// To be called when all are taken: a parameter that nobody knows is more likely a slip than a wish.
    public func end() throws(Invalid) {
        if let rest = members.first { throw Invalid(parameter: rest.0) }
    }
}
