public import EventLoop
internal import LinuxSystem
internal import Logging

/// A role as a program of its own.
public protocol RoleProgram: AnyObject {
    /// Takes what the role needs before it knows its configuration.
    ///
    /// - Parameter channel: the descriptor of the channel to the supervisor, which the role takes over.
    init(_ arguments: RoleArguments, channel: Int32) throws

    var loop: EventLoop { get }

    /// Takes up the work that the configuration gives.
    ///
    /// - Returns: false where the text isn't what a supervisor hands over.
    func begin(_ text: SealedText) -> Bool
}

extension RoleProgram {
    /// Runs the role until its supervisor ends it.
    ///
    /// - Returns: the exit status.
    public static func run(_ arguments: RoleArguments, _ descriptors: RoleDescriptors) -> Int32 {
        let logger = Logger(label: arguments.role.rawValue)
        do {
            let role = try Self(arguments, channel: descriptors.channel)
            role.loop.lifeSign = try descriptors.takeLifeSign()
            guard role.begin(descriptors.takeConfiguration()) else {
                logger.critical("started as a role without a configuration: only lvsd itself does that rightly")
                return 1
            }
            // The loop's callbacks refer to the role without holding it.
            withExtendedLifetime(role) { role.loop.run() }
            return 0
        } catch {
            logger.critical("\(arguments.role.title) can't start: \(error)")
            return 1
        }
    }
}
