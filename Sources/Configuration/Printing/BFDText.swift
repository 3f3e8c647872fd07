internal import BFD
internal import NetworkTypes

extension ConfigurationWriter {
    mutating func write(_ instance: BFDInstance) {
        let session = instance.session
        block("bfd_instance", Self.quoted(session.name)) { writer in
            writer.line("neighbor_ip", session.neighbour.description)
            if let source = session.source { writer.line("source_ip", source.description) }
            writer.line("min_rx", session.receiveInterval.millisecondsText)
            writer.line("min_tx", session.transmitInterval.millisecondsText)
            writer.line("idle_tx", session.idleInterval.millisecondsText)
            writer.line("multiplier", "\(session.multiplier)")
            if session.isPassive { writer.line("passive") }
            if let hopLimit = session.hopLimit { writer.line(session.neighbour.family == .ipv4 ? "ttl" : "hoplimit", "\(hopLimit)") }
            writer.line("max_hops", session.hops.map { "\($0)" } ?? "-1")
            if session.isMultihop { writer.line("multihop") }
            writer.line("weight", instance.weight.text)
            if session.audience.contains(.virtualRouters) { writer.line("vrrp") }
            if session.audience.contains(.checkers) { writer.line("checker") }
        }
    }
}

extension Duration {
    /// In milliseconds, to the microsecond.
    fileprivate var millisecondsText: String { Duration.microseconds(wholeNanoseconds).secondsText }
}
