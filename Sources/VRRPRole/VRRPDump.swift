internal import Configuration
internal import ControlProtocol
internal import NetworkTypes
internal import Routing
internal import VRRP

/// Everything about the role in words, line by line as keepalived's data file has it where it has the same: programs read that.
extension VRRPAnswers {
    func dump(_ request: ControlRequest) -> ControlReply {
        var page = TextPage()
        var index = Int(clamping: request.cursor)
        let clock = clock
        let blocks = instances.count + 1
        while index < blocks {
            let head = index == 0 ? ["------< VRRP Topology >------"] : []
            guard page.add({ head + (index < instances.count ? instances[index].dataLines(clock) : tailLines(clock)) }) else {
                return page.reply(to: request, next: UInt64(index))
            }
            index += 1
        }
        return page.reply(to: request)
    }

    private func tailLines(_ clock: ClockReading) -> [String] {
        var lines: [String] = []
        let groups = environment.groups.listing
        if !groups.isEmpty { lines.append("------< VRRP Sync groups >------") }
        for group in groups.prefix(Self.longestTail) {
            lines += [" VRRP Sync Group = \(group.name), \(group.state)", "   VRRP member instances = \(group.members.joined(separator: ", "))"]
        }
        let objects = Set(instances.flatMap { $0.configuration.parameters.tracking.map(\.object) }).sorted { $0.description < $1.description }
        if !objects.isEmpty { lines.append("------< Tracked >------") }
        for object in objects.prefix(Self.longestTail) {
            let state = environment.state(of: object)?.description ?? "unknown"
            lines.append(" \(object) = \(state)" + (environment.detail(of: object).map { ", \($0)" } ?? ""))
        }
        return lines
    }

    /// The tail stands on one page.
    private static let longestTail = 200
}

extension InstanceRunner {
    /// The block of keepalived.data about one instance.
    func dataLines(_ clock: ClockReading) -> [String] {
        let status = status(now: clock.now)
        let parameters = configuration.parameters
        var lines = [
            " VRRP Instance = \(status.name)", "   VRRP Version = \(status.version == .version2 ? 2 : 3)",
        ]
        if let group = environment.groups.group(of: status.name) { lines.append("   Sync group = \(group)") }
        lines += [
            "   State = \(status.state)",
            "   Wantstate = \(router.standing.wantsMastership ? "MASTER" : status.state.description)",
            "   Last transition = \(clock.timeOfDay(status.since).secondsText)",
        ]
        lines += interfaceLines
        if let source = status.primaryAddress { lines.append("   Using src_ip = \(source)") }
        if parameters.unicast == nil { lines.append("   Multicast address \(configuration.multicastGroup)") }
        if let address = status.masterAddress { lines.append("   Master router = \(address), priority \(status.masterPriority.map { "\($0)" } ?? "unknown")") }
        lines += [
            "   Gratuitous ARP delay = \(parameters.gratuitousARPDelay.secondsText)", "   Gratuitous ARP repeat = \(parameters.gratuitousARPRepeat)",
            "   Gratuitous ARP refresh = \(parameters.gratuitousARPRefresh.secondsText)",
            "   Gratuitous ARP refresh repeat = \(parameters.gratuitousARPRefreshRepeat)",
            "   Gratuitous ARP lower priority delay = \(parameters.gratuitousARPLowerPriorityDelay.secondsText)",
            "   Gratuitous ARP lower priority repeat = \(parameters.gratuitousARPLowerPriorityRepeat)",
            "   Down timer adverts = \(parameters.downTimerAdvertisements)",
            "   Send advert after receive lower priority advert = \(parameters.answersLowerPriority)",
            "   Send advert after receive higher priority advert = \(parameters.advertisesBeforeMakingWay)",
            "   Virtual Router ID = \(status.virtualRouterID)", "   Priority = \(status.basePriority)", "   Effective priority = \(status.effectivePriority)",
            "   Total priority = \(status.effectivePriority)", "   Advert interval = \(status.advertisementInterval.secondsText) sec",
            "   Master down timer = \(status.masterDownInterval.wholeNanoseconds / 1000) usecs",
            "   Accept = \(configuration.acceptsTraffic ? "enabled" : "disabled")", "   Preempt = \(status.preempts ? "enabled" : "disabled")",
            "   Preempt delay = \(parameters.preemptDelay.secondsText) secs",
            "   Promote_secondaries = \(configuration.promotesSecondaries ? "enabled" : "disabled")",
        ]
        lines += authenticationLines
        let addresses = addressTexts
        lines += ["   Virtual IP (\(addresses.virtual.count)):"] + addresses.virtual.map { "     " + $0 }
        if !addresses.excluded.isEmpty {
            lines += ["   Virtual IP Excluded (\(addresses.excluded.count)):"] + addresses.excluded.map { "     " + $0 }
        }
        lines += furtherLines
        lines += status.contributions.map { "   Tracked \($0.object) = \($0.state?.description ?? "unknown"), weight \($0.weight.value), adds \($0.adjustment)" }
        lines += status.faults.map { "   Fault = \($0)" }
        if let transition = status.lastTransition { lines.append("   Last cause = \(transition.cause)") }
        return lines
    }
}
