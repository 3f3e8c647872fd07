internal import JSONReading
internal import LinuxSystem
internal import NetworkTypes
internal import Varlink

/// A connection to a running daemon: calls of io.lvsd.Control, one after the other.
final class ControlConnection {
    private let path: String
    private let socket: FileDescriptor
    /// Longer replies than the daemon ever makes are none of it.
    private var frames = VarlinkFrames(longest: 16 << 20)
    private var room = [UInt8](repeating: 0, count: 64 << 10)

    init(runtimeDirectory: String) throws(Failure) {
        path = runtimeDirectory + "/control.sock"
        do throws(SystemError) {
            socket = try FileDescriptor.localConnection(to: path)
        } catch {
            throw .unreachable(path: path, error)
        }
    }

    /// Calls a method that has one reply.
    @discardableResult
    func call(_ method: String, _ parameters: [(String, JSONValue)] = []) throws(Failure) -> JSONValue {
        try send(method, parameters, more: false)
        return try reply().parameters
    }

    /// Calls a method and hands over each reply as it comes.
    func stream(_ method: String, _ parameters: [(String, JSONValue)] = [], each: (JSONValue) throws(Failure) -> Void) throws(Failure) {
        try send(method, parameters, more: true)
        while true {
            let (parameters, continues) = try reply()
            try each(parameters)
            if !continues { return }
        }
    }

    /// All objects of a list, however many replies they come in.
    func list(_ method: String, _ member: String, _ parameters: [(String, JSONValue)] = []) throws(Failure) -> [JSONValue] {
        var objects: [JSONValue] = []
        try stream(method, parameters) { reply in objects += reply[member]?.elements ?? [] }
        return objects
    }

    private func send(_ method: String, _ parameters: [(String, JSONValue)], more: Bool) throws(Failure) {
        var members: [(String, JSONValue)] = [("method", .string("io.lvsd.Control." + method)), ("parameters", .object(parameters))]
        if more { members.append(("more", .boolean(true))) }
        let message = Array(JSONValue.object(members).line.utf8) + [0]
        var sent = 0
        do throws(SystemError) {
            while sent < message.count { sent += try socket.send(message[sent...]) ?? 0 }
        } catch {
            throw .lost("\(error)")
        }
    }

    private func reply() throws(Failure) -> (parameters: JSONValue, continues: Bool) {
        let message = try message()
        guard let reply = try? JSONReader.value(of: message, deepest: 32) else { throw .lost("the daemon's reply can't be read") }
        if let error = reply["error"]?.string { throw .answered(error: error, reply["parameters"] ?? .null) }
        return (reply["parameters"] ?? .object([]), reply["continues"]?.boolean ?? false)
    }

    private func message() throws(Failure) -> ArraySlice<UInt8> {
        do {
            while true {
                if let message = try frames.next() { return message }
                guard let count = try socket.receive(into: &room), count > 0 else { break }
                frames.append(room[..<count])
            }
        } catch {
            throw .lost("\(error)")
        }
        throw .lost("the daemon has closed the connection: it stops, or takes no more from this client")
    }
}
