internal import IPVSTable
internal import NetworkTypes

extension ConfigurationWriter {
    mutating func writeKernelServices(_ global: GlobalDefinitions) {
        if let daemon = global.syncDaemon {
            var words = ["lvs_sync_daemon", Self.quoted(daemon.interface)]
            if let instance = daemon.instance { words += ["inst", Self.quoted(instance)] }
            if let id = daemon.syncID { words += ["id", "\(id)"] }
            if let length = daemon.maximumLength { words += ["maxlen", "\(length)"] }
            if let port = daemon.port { words += ["port", "\(port)"] }
            if let timeToLive = daemon.timeToLive { words += ["ttl", "\(timeToLive)"] }
            if let group = daemon.group { words += ["group", group.description] }
            line(words.joined(separator: " "))
        }
        if let timeouts = global.connectionTimeouts {
            line("lvs_timeouts", "tcp", "\(timeouts.tcp)", "tcpfin", "\(timeouts.tcpFinished)", "udp", "\(timeouts.udp)")
        }
    }
}
