internal import Configuration
internal import ControlProtocol
internal import NetworkTypes
internal import Routing
internal import VRRP

// keepalived's statistics and JSON, which exporters read.

extension VRRPAnswers {
    /// How many instances go into one piece of a file.
    private static let instancesOfAPiece = 32

    /// - Parameter jsonVersion: `json_version`.
    func piece(of file: DataFile, at position: UInt64, jsonVersion: Int) -> DataFileWriter.Piece {
        if file == .data { return DataFileWriter.Piece(dump(ControlRequest(id: 0, method: .dump, cursor: position))) }
        let first = Int(clamping: position)
        let end = min(first + Self.instancesOfAPiece, instances.count)
        let part = instances[min(first, end)..<end]
        let next = end < instances.count ? UInt64(end) : nil
        switch file {
        case .data, .statistics, .statisticsAndClear:
            return DataFileWriter.Piece(part.flatMap { Array($0.statisticsLines.map { $0 + "\n" }.joined().utf8) }, next: next)
        case .json:
            // Version 2 is an object, which has the array.
            let isObject = jsonVersion == 2
            var bytes = Array((first == 0 ? isObject ? "{\"vrrp\":[" : "[" : "").utf8)
            for (index, runner) in part.enumerated() {
                if first + index > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes += runner.keepalivedJSON(clock)
            }
            if next == nil { bytes += Array("]".utf8) + (isObject ? trackedProcesses : []) + [UInt8(ascii: "\n")] }
            return DataFileWriter.Piece(bytes, next: next)
        }
    }

    /// What follows the instances in version 2, where processes are tracked at all.
    private var trackedProcesses: [UInt8] {
        let trackers = environment.processes.listing
        if trackers.isEmpty { return [UInt8(ascii: "}")] }
        var json = JSONText()
        json.array("track_process") { json in for tracker in trackers { json.object { tracker.writeKeepalivedJSON(to: &$0) } } }
        return [UInt8(ascii: ",")] + json.bytes + [UInt8(ascii: "}")]
    }
}

extension InstanceRunner {
    /// The block of keepalived.stats about one instance.
    fileprivate var statisticsLines: [String] {
        let counters = router.counters
        return [
            "VRRP Instance: \(configuration.parameters.name)",
            "  Advertisements:", "    Received: \(counters.advertisementsReceived)", "    Sent: \(counters.advertisementsSent)",
            "  Became master: \(counters.becameMaster)", "  Released master: \(counters.releasedMaster)",
            "  Packet Errors:", "    Length: \(counters.lengthErrors)", "    TTL: \(counters.timeToLiveErrors)", "    Invalid Type: \(counters.typeErrors)",
            "    Advertisement Interval: \(counters.intervalErrors)", "    Address List: \(counters.addressListErrors)",
            "  Authentication Errors:", "    Invalid Type: \(counters.unknownAuthenticationTypes)",
            "    Type Mismatch: \(counters.authenticationTypeMismatches)", "    Failure: \(counters.authenticationFailures)",
            "  Authentication Extension Errors:", "    Missing: \(counters.missingTrailers)", "    Malformed: \(counters.malformedTrailers)",
            "    Unknown Key: \(counters.unknownKeys)", "    Invalid HMAC: \(counters.wrongTrailerCodes)", "    Stale: \(counters.staleTrailers)",
            "    Replay: \(counters.replayedTrailers)",
            "  Priority Zero:", "    Received: \(counters.priorityZeroReceived)", "    Sent: \(counters.priorityZeroSent)",
        ]
    }

    /// One element of keepalived.json, version 1. Passwords are left out.
    fileprivate func keepalivedJSON(_ clock: ClockReading) -> [UInt8] {
        var json = JSONText()
        json.object {
            $0.object("data") { writeData(to: &$0, clock) }
            $0.object("stats") { writeStatistics(to: &$0) }
        }
        return json.bytes
    }

    private func writeData(to json: inout JSONText, _ clock: ClockReading) {
        let status = status(now: clock.now)
        let parameters = configuration.parameters
        json.member("iname", status.name)
        json.member("dont_track_primary", configuration.ignoresInterfaceState ? 1 : 0)
        json.member("skip_check_adv_addr", configuration.parameters.alwaysComparesAddresses ? 0 : 1)
        json.member("strict_mode", configuration.strict ? 1 : 0)
        json.member("vmac_ifname", configuration.virtualInterface?.name ?? "")
        json.member("ifp_ifname", configuration.advertisementInterface)
        json.member("master_priority", status.state == .master ? 0 : status.masterPriority ?? 0)
        json.member("last_transition", seconds: clock.timeOfDay(status.since))
        json.member("garp_delay", seconds: parameters.gratuitousARPDelay)
        json.member("garp_refresh", seconds: parameters.gratuitousARPRefresh)
        json.member("garp_rep", parameters.gratuitousARPRepeat)
        json.member("garp_refresh_rep", parameters.gratuitousARPRefreshRepeat)
        json.member("garp_lower_prio_delay", seconds: parameters.gratuitousARPLowerPriorityDelay)
        json.member("garp_lower_prio_rep", parameters.gratuitousARPLowerPriorityRepeat)
        json.member("lower_prio_no_advert", parameters.answersLowerPriority ? 0 : 1)
        json.member("higher_prio_send_advert", parameters.advertisesBeforeMakingWay ? 1 : 0)
        json.member("vrid", status.virtualRouterID)
        json.member("base_priority", status.basePriority)
        json.member("effective_priority", status.effectivePriority)
        json.member("vipset", status.state == .master)
        json.member("promote_secondaries", configuration.promotesSecondaries)
        json.member("adver_int", seconds: status.advertisementInterval)
        json.member("master_adver_int", seconds: status.masterInterval)
        json.member("accept", configuration.acceptsTraffic ? 1 : 0)
        json.member("nopreempt", !parameters.preempt)
        json.member("preempt_delay", seconds: parameters.preemptDelay)
        json.member("state", status.state.rawValue)
        json.member("wantstate", router.standing.wantsMastership ? VirtualRouterState.master.rawValue : status.state.rawValue)
        json.member("version", status.version == .version2 ? 2 : 3)
        json.member("smtp_alert", configuration.sendsMail)
        writeScripts(to: &json)
        let addresses = addressTexts
        json.member("vips", addresses.virtual)
        json.member("evips", addresses.excluded)
        if !configuration.routes.isEmpty { json.member("vroutes", configuration.routes.map(\.text)) }
        if !configuration.rules.isEmpty { json.member("vrules", configuration.rules.map(\.text)) }
        let tracked = parameters.tracking.map(\.object)
        json.member("track_ifp", tracked.compactMap { if case .interface(let name) = $0 { name } else { nil } })
        json.member("track_script", tracked.compactMap { if case .script(let name) = $0 { name } else { nil } })
        let processes = tracked.compactMap { if case .process(let name) = $0 { name } else { nil } }
        if !processes.isEmpty { json.member("track_process", processes) }
        json.member("auth_type", parameters.usedVersion == .version2 ? parameters.authentication.field.wireType : 0)
    }

    private func writeStatistics(to json: inout JSONText) {
        let counters = router.counters
        json.member("advert_rcvd", counters.advertisementsReceived)
        json.member("advert_sent", counters.advertisementsSent)
        json.member("become_master", counters.becameMaster)
        json.member("release_master", counters.releasedMaster)
        json.member("packet_len_err", counters.lengthErrors)
        json.member("advert_interval_err", counters.intervalErrors)
        json.member("ip_ttl_err", counters.timeToLiveErrors)
        json.member("invalid_type_rcvd", counters.typeErrors)
        json.member("addr_list_err", counters.addressListErrors)
        json.member("invalid_authtype", counters.unknownAuthenticationTypes)
        json.member("authtype_mismatch", counters.authenticationTypeMismatches)
        json.member("auth_failure", counters.authenticationFailures)
        json.member("auth_ext_missing", counters.missingTrailers)
        json.member("auth_ext_malformed", counters.malformedTrailers)
        json.member("auth_ext_unknown_key", counters.unknownKeys)
        json.member("auth_ext_invalid_hmac", counters.wrongTrailerCodes)
        json.member("auth_ext_stale", counters.staleTrailers)
        json.member("auth_ext_replay", counters.replayedTrailers)
        json.member("pri_zero_rcvd", counters.priorityZeroReceived)
        json.member("pri_zero_sent", counters.priorityZeroSent)
    }
}
