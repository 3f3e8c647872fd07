internal import EventLoop
internal import Logging
internal import NetworkTypes

/// With `-D`: once a minute a line about how the role keeps up.
final class Pulse {
    private let environment: CheckEnvironment
    private var timer: EventLoop.Timer?

    private static let interval = Duration.seconds(60)
    private static let partsTold = 12

    init(_ environment: CheckEnvironment) {
        self.environment = environment
        // Whatever was done before the loop went round isn't of interest.
        _ = environment.loop.takeLongestRound()
        guard environment.logger.logLevel <= .debug else { return }
        environment.loop.measureParts()
        timer = EventLoop.Timer { [unowned self] in beat() }
        arm()
    }

    private static func milliseconds(_ duration: Duration) -> String { (duration * 1000).secondsText }

    private func arm() {
        if let timer { environment.loop.arm(timer, at: environment.loop.now + Self.interval) }
    }

    private func beat() {
        let loop = environment.loop
        let (parts, processorTime) = loop.takeLongestParts()
        let names = parts.prefix(Self.partsTold).map { "\($0.name) \(Self.milliseconds($0.longest))" }.joined(separator: ", ")
        environment.logger.debug(
            "\(environment.dispatcher.takeReport()); one round of the loop took \(Self.milliseconds(loop.takeLongestRound())) ms at most, and \(Self.milliseconds(processorTime)) ms of processor time (\(names))")
        arm()
    }
}
