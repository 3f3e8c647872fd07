internal import ConfigurationLanguage
internal import VRRP

/// What sockets keep, and what is said of packets that are for nobody here.
let receptionKeywords: [Keyword] = [
    .flag("disable_local_igmp", in: .globalDefinitions) { $0.configuration.global.reportsNoLocalGroups = true },
    .flag("log_unknown_vrids", in: .globalDefinitions) { $0.configuration.global.logsUnknownIdentifiers = true },
    .words("vrrp_rx_bufs_policy", in: .globalDefinitions, syntax: "MTU|ADVERT|BYTES", 1...1) { reader, statement in
        if reader.isWord(1, in: statement, "MTU") {
            reader.defaults.receiveBuffer = .frames(0)
        } else if reader.isWord(1, in: statement, "ADVERT") {
            reader.defaults.receiveBuffer = .advertisements(0)
        } else if let bytes = reader.number(1, in: statement, ReceiveBufferDraft.range) {
            reader.defaults.receiveBuffer = .bytes(bytes)
        }
    },
    .number("vrrp_rx_bufs_multiplier", in: .globalDefinitions, 1...1000, default: "3") { $0.defaults.receiveBufferMultiplier = $1 },
    .number("kernel_rx_buf_size", in: .vrrpInstance, ReceiveBufferDraft.range, default: "vrrp_rx_bufs_policy, else the kernel's") {
        $0.instance.receiveBuffer = .bytes($1)
    },
]

/// Bounds of what may be asked for.
private enum ReceiveBufferDraft {
    static let range = 1...(1 << 28)
}

extension InstanceDefaults {
    /// `vrrp_rx_bufs_policy` times `vrrp_rx_bufs_multiplier`, wherever the two stand.
    var usedReceiveBuffer: ReceiveBuffer? {
        switch receiveBuffer {
        case .frames: .frames(receiveBufferMultiplier)
        case .advertisements: .advertisements(receiveBufferMultiplier)
        case .bytes, nil: receiveBuffer
        }
    }
}
