internal import ConfigurationLanguage
internal import HealthCheck
internal import VRRP

extension Reader {
    /// FILE_CHECK: what it follows is a `track_file`, wherever that stands.
    mutating func endFileCheck() {
        guard let (name, place) = check.file else {
            report(.error, .missingValue, "`FILE_CHECK` without `track_file` is left out: the real server is not checked by it", at: check.place)
            return
        }
        guard let file = trackedFileNumbers[name].map({ configuration.trackedFiles[$0] }) else {
            report(
                .error, .unknownTracker, "there is no `track_file \(printable(name))`: the real server is not checked by it", at: place)
            return
        }
        let weight = check.fileWeight ?? (file.weight.value, file.weight.isReversed)
        check.fileProbe = FileProbe(name: file.name, path: file.path, factor: weight.factor, isReversed: weight.isReversed)
        realServer.checks.append(check)
    }
}
