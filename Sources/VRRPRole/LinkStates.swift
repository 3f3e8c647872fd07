internal import EventLoop
internal import LinuxSystem
internal import LogRecords
internal import Logging
internal import NetworkTypes
internal import RouteNetlink
internal import VRRP

/// Whether links are up, as far as they have been so for long enough: the kernel reports it, or the driver is asked.
final class LinkStates {
    private let loop: EventLoop
    private let logger = Logger(label: "vrrp")
    private var settings = LinkSettings()
    private var links: [String: LinkDebounce] = [:]
    /// Interfaces that have been there at some time.
    private var known: Set<String> = []
    private var polled: [String: Polled] = [:]
    private var prober: LinkProber?
    private var timer: EventLoop.Timer?
    private var pollTimer: EventLoop.Timer?
    /// An interface as the kernel last described it.
    var interface: (String) -> NetworkInterface? = { _ in nil }
    /// Called when a link has changed.
    var changed: (_ name: String) -> Void = { _ in }

    private struct Polled {
        /// Of the interface that the question was chosen for.
        var index: Int32
        var question: LinkProber.Question
        var isUp: Bool
    }

    init(_ loop: EventLoop) {
        self.loop = loop
        timer = EventLoop.Timer { [unowned self] in observe() }
        pollTimer = EventLoop.Timer { [unowned self] in
            poll()
            observe()
        }
    }

    /// Takes over a configuration.
    func follow(_ new: LinkSettings) {
        settings = new
        // Who was forgotten is known anew when somebody asks.
        if !new.waitsForMissing { known = known.filter { interface($0) != nil } }
        polled = polled.filter { new.polling(of: $0.key) != nil }
        poll()
        observe()
    }

    /// Whether the link of an interface is up; from the first question on its changes are reported.
    func isUp(_ name: String) -> Bool {
        if let link = links[name] { return link.isUp }
        let isPresent = interface(name) != nil
        if isPresent { known.insert(name) }
        if isPresent, settings.polling(of: name) != nil {
            ask(name)
            armPolling()
        }
        let isUp = isPresentlyUp(name)
        links[name] = LinkDebounce(isUp: isUp)
        return isUp
    }

    /// The same for what an instance needs beside its own interface: what has never been there is waited for with `dynamic_interfaces` only.
    func isAvailable(_ name: String) -> Bool {
        let isUp = isUp(name)
        return isUp || !settings.waitsForMissing && !known.contains(name)
    }

    /// Compares with what the kernel says now.
    func observe() {
        var changes: [String] = []
        for name in links.keys.sorted() {
            let isPresent = interface(name) != nil
            let wasKnown = known.contains(name)
            if isPresent { known.insert(name) }
            // What isn't there any more doesn't come back by waiting.
            let delays = isPresent ? settings.delays[name] ?? LinkDelays() : LinkDelays()
            let hasChanged = links[name]?.observe(isPresentlyUp(name), delays: delays, now: SystemClock.now()) ?? false
            // Who didn't wait for it needs it from now on.
            if hasChanged || isPresent && !wasKnown && !settings.waitsForMissing { changes.append(name) }
        }
        if let deadline = links.values.compactMap(\.deadline).min(), let timer { loop.arm(timer, at: deadline) } else if let timer { loop.disarm(timer) }
        for name in changes { changed(name) }
    }

    private func isPresentlyUp(_ name: String) -> Bool {
        guard let interface = interface(name) else { return false }
        if let polled = polled[name], polled.index == interface.index { return polled.isUp }
        return interface.isUp
    }

    // MARK: - Polling

    private func poll() {
        for name in links.keys where settings.polling(of: name) != nil { ask(name) }
        armPolling()
    }

    private func armPolling() {
        guard let pollTimer else { return }
        if polled.isEmpty { loop.disarm(pollTimer) } else { loop.arm(pollTimer, at: SystemClock.now() + LinkPolling.interval) }
    }

    /// A driver may report no change of its flags, so these are asked for beside its own answer.
    private func ask(_ name: String) {
        guard let interface = interface(name), let polling = settings.polling(of: name), interface.kind != "macvlan", interface.kind != "ipvlan" else {
            // Of what stands on another interface the kernel always reports the state.
            return
        }
        guard let prober = openProber() else { return }
        let former = polled[name].flatMap { $0.index == interface.index ? $0 : nil }
        let question = former?.question ?? polling.attempts.map(LinkProber.Question.init).first { prober.isUp(name, by: $0) != nil }
        guard let question else { return }
        if former == nil, question != LinkProber.Question(polling) {
            logger.info("(\(name)): Configured linkbeat type \(polling.name) not supported, using \(question.name)", metadata: DaemonLog.fields((.interface, name), event: "linkbeat_replaced"))
        }
        let isUp = prober.isUp(name, by: question) == true && prober.isUp(name, by: .flags) != false
        if (former?.isUp ?? interface.isUp) != isUp {
            logger.info("Linkbeat reports \(name) \(isUp ? "up" : "down")", metadata: DaemonLog.fields((.interface, name), event: "interface_\(isUp ? "up" : "down")"))
        }
        polled[name] = Polled(index: interface.index, question: question, isUp: isUp)
    }

    private func openProber() -> LinkProber? {
        if prober == nil {
            do throws(SystemError) {
                prober = try LinkProber()
            } catch {
                logger.error("links can't be polled: \(error)")
            }
        }
        return prober
    }
}

extension LinkProber.Question {
    fileprivate init(_ polling: LinkPolling) {
        self =
            switch polling {
            case .mii: .mii
            case .ethtool: .ethtool
            case .ioctl: .flags
            }
    }

    fileprivate var name: String {
        switch self {
        case .mii: LinkPolling.mii.name
        case .ethtool: LinkPolling.ethtool.name
        case .flags: LinkPolling.ioctl.name
        }
    }
}
