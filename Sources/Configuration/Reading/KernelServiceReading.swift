internal import ConfigurationLanguage
internal import IPVSTable
internal import NetworkTypes
internal import VRRP

// What the kernel does beside its table: `lvs_sync_daemon`, `lvs_timeouts`.

extension Reader {
    mutating func readSyncDaemon(_ statement: Int) {
        guard let interface = interfaceName(1, in: statement) else { return }
        var settings = SyncDaemonSettings(interface: interface)
        let count = tree.wordCount(of: statement)
        var word = 2
        while word < count {
            let keyword = string(word, in: statement)
            guard let limit = Self.syncDaemonNumbers[keyword] else {
                // A name without a keyword before it is the instance's.
                if ["inst", "group"].contains(keyword) { word += 1 }
                guard word < count, takeSyncDaemonWord(keyword, word, statement, &settings) else {
                    if word >= count { report(.error, .missingValue, "`\(keyword)` needs a value", at: place(count - 1, in: statement)) }
                    return
                }
                word += 1
                continue
            }
            guard word + 1 < count else {
                return report(.error, .missingValue, "`\(keyword)` needs a value", at: place(word, in: statement))
            }
            guard let value = number(word + 1, in: statement, limit) else { return }
            switch keyword {
            case "id": settings.syncID = UInt8(clamping: value)
            case "maxlen": settings.maximumLength = UInt16(clamping: value)
            case "port": settings.port = UInt16(clamping: value)
            default: settings.timeToLive = UInt8(clamping: value)
            }
            word += 2
        }
        configuration.global.syncDaemon = settings
        syncDaemonPlace = tree.range(of: statement)
    }

    private static let syncDaemonNumbers: [String: ClosedRange<Int>] = [
        "id": 0...255, "maxlen": 1...65507, "port": 1...65535, "ttl": 1...255,
    ]

    /// `inst NAME`, `group ADDRESS`, or the instance's name alone.
    private mutating func takeSyncDaemonWord(_ keyword: String, _ word: Int, _ statement: Int, _ settings: inout SyncDaemonSettings) -> Bool {
        if keyword == "group" {
            guard let group = address(word, in: statement) else { return false }
            if !group.isMulticast {
                invalidValue(word, in: statement, expected: "a multicast address")
                return false
            }
            settings.group = group
            return true
        }
        if settings.instance != nil {
            invalidValue(word, in: statement, expected: "id, maxlen, port, ttl or group")
            return false
        }
        settings.instance = string(word, in: statement)
        return true
    }

    /// `lvs_sync_daemon_interface` of an instance: the old way to say `lvs_sync_daemon IF INSTANCE`. The first one counts.
    mutating func readSyncDaemonOfInstance(_ statement: Int) {
        guard let interface = interfaceName(1, in: statement) else { return }
        if let other = syncDaemonOfInstance {
            return report(
                .warning, .noEffect, "the sync daemon's interface was already given as `\(other.interface)`: this one is left out",
                at: place(0, in: statement))
        }
        syncDaemonOfInstance = SyncDaemonSettings(interface: interface, instance: instance.name)
    }

    /// To be called when all instances are known.
    mutating func checkSyncDaemon() {
        if configuration.global.syncDaemon == nil, let old = syncDaemonOfInstance, part != .check,
            configuration.vrrpInstances.contains(where: { $0.parameters.name == old.instance }) {
            configuration.global.syncDaemon = old
        }
        guard part != .check, let name = configuration.global.syncDaemon?.instance, let place = syncDaemonPlace,
            !configuration.vrrpInstances.contains(where: { $0.parameters.name == name })
        else { return }
        report(
            .error, .unknownInstance, "there is no vrrp_instance `\(name)`: the sync daemon is left out", at: place,
            hint: "without an instance the director both tells and hears")
        configuration.global.syncDaemon = nil
    }

    mutating func readConnectionTimeouts(_ statement: Int) {
        var timeouts = configuration.global.connectionTimeouts ?? ConnectionTimeouts()
        let count = tree.wordCount(of: statement)
        var word = 1
        while word < count {
            let keyword = string(word, in: statement)
            guard ["tcp", "tcpfin", "udp"].contains(keyword) else { return invalidValue(word, in: statement, expected: "tcp, tcpfin or udp") }
            guard word + 1 < count else {
                return report(.error, .missingValue, "`\(keyword)` needs a value", at: place(word, in: statement))
            }
            // 31 days, the longest that the kernel's timers take.
            guard let seconds = number(word + 1, in: statement, 0...2_678_400) else { return }
            switch keyword {
            case "tcp": timeouts.tcp = UInt32(clamping: seconds)
            case "tcpfin": timeouts.tcpFinished = UInt32(clamping: seconds)
            default: timeouts.udp = UInt32(clamping: seconds)
            }
            word += 2
        }
        configuration.global.connectionTimeouts = timeouts
    }
}
