/// A named pipe that is told of what happens, line by line.
public struct NotificationFIFO: Hashable, Sendable {
    /// Absolute.
    public var path: String
    /// Whom it belongs to when it has to be made; nil: who runs the daemon.
    public var user: String?
    public var group: String?
    /// A program that reads it: started with the path as its last argument.
    public var script: ScriptCommand?

    public init(path: String, user: String? = nil, group: String? = nil, script: ScriptCommand? = nil) {
        self.path = path
        self.user = user
        self.group = group
        self.script = script
    }
}
