internal import EventLoop
internal import IPVSNetlink
internal import IPVSTable
internal import Logging
internal import Netlink
internal import NetworkTypes

/// Counts the connections of a few services again and again, for real servers that may finish: a piece in each round of the loop,
/// however many destinations there are.
final class ConnectionCounter {
    private let loop: EventLoop
    private let logger: Logger
    private let services: [ServiceIdentity]
    private let finish: ([ServiceIdentity: ServiceStatistics]) -> Void
    private var timer: EventLoop.Timer?
    private let reader: any ServiceReading
    private var waiting: [ServiceIdentity] = []
    private var counts: [ServiceIdentity: ServiceStatistics] = [:]
    private var hasComplained = false

    private static let interval = Duration.seconds(1)

    /// - Parameters:
    ///   - reader: for this alone.
    ///   - finish: called with each count of all the services.
    init(
        _ loop: EventLoop, _ logger: Logger, services: [ServiceIdentity], by reader: any ServiceReading, finish: @escaping ([ServiceIdentity: ServiceStatistics]) -> Void
    ) {
        self.loop = loop
        self.reader = reader
        self.logger = logger
        self.services = services
        self.finish = finish
        let timer = EventLoop.Timer { [unowned self] in timeHasCome() }
        self.timer = timer
        loop.arm(timer, at: loop.now + Self.interval)
    }

    deinit {
        if let timer { loop.disarm(timer) }
    }

    private func timeHasCome() {
        do throws(NetlinkError) {
            if waiting.isEmpty {
                waiting = services
                counts = [:]
                beginNext()
            }
            guard case .finished(let reading) = try reader.proceed(), let service = waiting.popLast() else { return again(.zero) }
            counts[service] = reading?.statistics
            if waiting.isEmpty {
                again(Self.interval)
                return finish(counts)
            }
            beginNext()
            again(.zero)
        } catch {
            if !hasComplained { logger.warning("\(error): connections of real servers that finish can't be counted") }
            hasComplained = true
            waiting = []
            again(Self.interval)
        }
    }

    private func again(_ pause: Duration) {
        if let timer { loop.arm(timer, at: loop.now + pause) }
    }

    private func beginNext() {
        if let next = waiting.last { reader.begin(next) }
    }
}
