public import EventLoop
public import LinuxSystem
public import NetworkTypes

/// Hears of processes that come and go. Where the kernel doesn't report them, it says at an interval that they are to be counted.
public final class ProcessWatcher {
    private let loop: EventLoop
    private var events: ProcessEvents?
    private var timer: EventLoop.Timer?
    private var buffer = [UInt8](repeating: 0, count: 1024)
    private let report: (ProcessEvents.Event) -> Void

    /// How often processes are counted where the kernel doesn't report them.
    public static let countingInterval = Duration.seconds(1)
    /// At most this many reports before the loop goes on.
    private static let reportsPerRound = 256

    /// - Parameter report: called from the loop. `lost` means that all processes are to be looked at again.
    public init(_ loop: EventLoop, report: @escaping (ProcessEvents.Event) -> Void) {
        self.loop = loop
        self.report = report
        events = try? ProcessEvents()
        if let number = events?.descriptor.number { try? loop.watch(number, for: .readable) { [unowned self] _ in receive() } }
        // In a container the kernel takes the request and keeps silent; elsewhere it answers at once.
        timer = EventLoop.Timer { [unowned self] in
            report(.lost)
            arm()
        }
        arm()
    }

    deinit {
        if let number = events?.descriptor.number { loop.forget(number) }
        if let timer { loop.disarm(timer) }
    }

    /// What the kernel keeps of its reports until they are read.
    public func keep(_ size: ReceiveBufferSize) {
        if let number = events?.descriptor.number { size.apply(to: number) }
    }

    /// Whether the kernel reports, so that nothing need be counted.
    public private(set) var hearsAtOnce = false

    private func arm() {
        if !hearsAtOnce, let timer { loop.arm(timer, at: SystemClock.now() + Self.countingInterval) }
    }

    private func receive() {
        for _ in 0..<Self.reportsPerRound {
            let reception = events?.next(&buffer)
            if !hearsAtOnce, reception != nil, reception != .nothing {
                hearsAtOnce = true
                if let timer { loop.disarm(timer) }
            }
            switch reception {
            case .event(let event)?: report(event)
            case .irrelevant?: break
            case .nothing?, nil: return
            }
        }
    }
}
