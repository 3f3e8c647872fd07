internal import NetworkTypes
internal import VRRP

extension ConfigurationWriter {
    /// The finer points of the protocol; the family first, since addresses must agree with it.
    mutating func writeProtocol(_ instance: VRRPInstance) {
        let parameters = instance.parameters
        if parameters.family == .ipv6 { line("native_ipv6") }
        line("version", "\(parameters.version.rawValue)")
        line("v3_checksum_as_v2", parameters.leavesOutPseudoHeader ? "on" : "off")
        if parameters.preemptDelay > .zero { line("preempt_delay", parameters.preemptDelay.secondsText) }
        line("lower_prio_no_advert", parameters.answersLowerPriority ? "off" : "on")
        if parameters.priority == 255 { line("owner_ignore_adverts", parameters.ownerIgnoresAdvertisements ? "on" : "off") }
        if let priority = parameters.highestOtherPriority { line("timer_expired_backup", "\(priority)") }
    }

    mutating func write(_ own: MessageAuthentication, files: [UInt8: String]) {
        block("auth_hmac") { writer in
            for (id, key) in own.keys.sorted(by: { $0.key < $1.key }) where files[id] == nil {
                writer.line("key", "\(id)", "hex:" + key.hexadecimal)
            }
            for (id, path) in files.sorted(by: { $0.key < $1.key }) { writer.line("key", "\(id)", Self.quoted("file:" + path)) }
            writer.line("active_key", "\(own.activeKey)")
            writer.line("anti_replay", own.window == nil ? "monotonic" : "time")
            if let window = own.window { writer.line("time_window", "\(window.components.seconds)") }
            switch own.mode {
            case .enforce: writer.line("mode", "enforce")
            case .permissive: writer.line("mode", "permissive")
            case .receiveOnly: writer.line("mode", "receive-only")
            }
        }
    }

    mutating func writeUnicast(_ instance: VRRPInstance) {
        if let source = instance.unicastSource { line("unicast_src_ip", source.description) }
        guard let unicast = instance.parameters.unicast else { return }
        if unicast.peers.isEmpty { line("unicast_fault_no_peer") }
        block("unicast_peer") { writer in
            for peer in unicast.peers {
                var words = [peer.address.description]
                if peer.timesToLive.lowerBound > 0 { words += ["min_ttl", "\(peer.timesToLive.lowerBound)"] }
                if peer.timesToLive.upperBound < 255 { words += ["max_ttl", "\(peer.timesToLive.upperBound)"] }
                writer.line(words.joined(separator: " "))
            }
        }
        line("unicast_ttl", "\(unicast.timeToLive)")
        line("check_unicast_src", unicast.checksSource ? "on" : "off")
        switch unicast.oldChecksum {
        case .detected: break
        case .always: line("old_unicast_checksum")
        case .never: line("old_unicast_checksum", "never")
        }
    }
}

extension Authentication {
    /// `auth_type`, and `auth_pass` with its padding.
    var typeAndPassword: (type: String, password: [UInt8])? {
        switch self {
        case .none: nil
        case .simpleText(let password): ("PASS", password)
        case .header(let key): ("AH", key)
        }
    }
}
