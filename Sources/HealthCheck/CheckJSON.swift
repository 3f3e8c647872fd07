public import NetworkTypes

extension CheckStatus {
    /// Members of a JSON object: what is asked, how it stands, what the last probe found, and when the next one is due.
    public func write(to json: inout JSONText, _ clock: ClockReading) {
        json.member("kind", kind)
        json.member("target", target.port == 0 ? "\(target.address)" : "\(target)")
        json.member("subject", subject)
        if hasResult { json.member("isUp", isUp) } else { json.member("isAssumedUp", isUp) }
        switch standing {
        case .passing(let failures, let retries):
            json.member("failures", failures)
            json.member("retriesLeft", retries - min(retries, failures))
        case .failed(let needed):
            json.member("retriesLeft", 0)
            json.member("successesNeeded", needed)
        }
        if let lastProbe {
            json.member("result", lastProbe.summary)
            json.member("lastRun", seconds: clock.timeOfDay(lastProbe.ended))
            json.member("latency", seconds: lastProbe.took)
            json.member("lateness", seconds: lastProbe.lateness)
        }
        json.member("isRunning", isProbing)
        json.member("nextRun", seconds: nextProbe.map(clock.timeOfDay))
        json.member("interval", seconds: interval)
        json.member("sharedBy", sharedBy)
        json.member("words", words(now: clock.now))
    }
}
