internal import ConfigurationLanguage
internal import IPVSTable
internal import NetworkTypes

// The keywords of a virtual server whose values have a form of their own.

extension Reader {
    mutating func readScheduler(_ statement: Int) {
        let name = string(1, in: statement)
        if Self.schedulers.contains(name) {
            virtualServer.scheduler = Scheduler(rawValue: name)
        } else {
            virtualServer.hasBadScheduler = true
            invalidValue(1, in: statement, expected: Self.schedulers.joined(separator: ", "))
        }
    }

    /// The schedulers of the kernel (net/netfilter/ipvs).
    private static let schedulers = ["rr", "wrr", "lc", "wlc", "lblc", "lblcr", "sh", "mh", "dh", "fo", "ovf", "sed", "nq", "twos"]

    mutating func readProtocol(_ statement: Int) {
        virtualServer.transportPlace = place(1, in: statement)
        switch string(1, in: statement).uppercased() {
        case "TCP": virtualServer.transport = .tcp
        case "UDP": virtualServer.transport = .udp
        case "SCTP": virtualServer.transport = .sctp
        default: invalidValue(1, in: statement, expected: "TCP, UDP or SCTP")
        }
    }

    mutating func addServiceFlag(_ flag: ServiceFlags) {
        virtualServer.flags.insert(flag)
        if flag == .onePacket { virtualServer.onePacketPlace = place(0, in: current) }
    }

    /// The word in capitals; says so where it wasn't written in them.
    private mutating func uppercased(_ word: Int, in statement: Int) -> String {
        let given = string(word, in: statement)
        let upper = given.uppercased()
        if given != upper, ["NAT", "DR", "TUN"].contains(upper) {
            report(
                .notice, .letterCase, "`\(given)` is read as \(upper)", at: place(word, in: statement),
                hint: "keepalived takes it in capitals only")
        }
        return upper
    }

    mutating func readForwardingMethod(_ statement: Int) {
        virtualServer.method = forwardingMethod(statement) ?? virtualServer.method
        virtualServer.hasBadMethod = virtualServer.method == nil
    }

    /// `NAT`, `DR` or `TUN`, with `type ipip|gue port N|gre` and `nocsum|csum|remcsum` behind TUN.
    mutating func forwardingMethod(_ statement: Int) -> MethodDraft? {
        switch uppercased(1, in: statement) {
        case "NAT": return withoutOptions(MethodDraft(forwarding: .masquerade), statement)
        case "DR": return withoutOptions(MethodDraft(forwarding: .directRouting), statement)
        case "TUN": return tunnel(statement)
        default:
            invalidValue(1, in: statement, expected: "NAT, DR or TUN")
            return nil
        }
    }

    private mutating func withoutOptions(_ method: MethodDraft, _ statement: Int) -> MethodDraft {
        if tree.wordCount(of: statement) > 2 {
            report(
                .warning, .extraValue, "nothing more is expected behind \(method.forwarding.name); it is ignored",
                at: place(2, in: statement))
        }
        return method
    }

    private mutating func tunnel(_ statement: Int) -> MethodDraft? {
        var settings = TunnelSettings()
        let count = tree.wordCount(of: statement)
        var word = 2
        while word < count {
            switch string(word, in: statement) {
            case "type" where word + 1 < count:
                word += 1
                switch string(word, in: statement) {
                case "ipip": settings.encapsulation = .ipip
                case "gue": settings.encapsulation = .gue
                case "gre": settings.encapsulation = .gre
                default: return invalidTunnel(word, statement)
                }
            case "port" where word + 1 < count:
                word += 1
                guard let port = number(word, in: statement, 1...65535) else { return nil }
                settings.port = UInt16(clamping: port)
            case "nocsum": settings.checksum = .none
            case "csum": settings.checksum = .full
            case "remcsum": settings.checksum = .remote
            default: return invalidTunnel(word, statement)
            }
            word += 1
        }
        return checked(settings, statement)
    }

    private mutating func invalidTunnel(_ word: Int, _ statement: Int) -> MethodDraft? {
        invalidValue(word, in: statement, expected: forwardingSyntax)
        return nil
    }

    /// What the kernel's encapsulations take: no checksum in ipip, none of the remote kind in gre, a port with gue only.
    private mutating func checked(_ settings: TunnelSettings, _ statement: Int) -> MethodDraft? {
        let complaint: String? =
            switch settings.encapsulation {
            case .ipip where settings.checksum != .none: "ipip has no checksum"
            case .gre where settings.checksum == .remote: "gre has no remote checksum"
            case .gue where settings.port == 0: "gue needs a port"
            case .ipip where settings.port != 0, .gre where settings.port != 0: "only gue has a port"
            default: nil
            }
        guard let complaint else { return MethodDraft(forwarding: .tunnel, tunnel: settings) }
        report(.error, .invalidValue, complaint, at: tree.range(of: statement), hint: "expected: \(forwardingSyntax)")
        return nil
    }

    mutating func readPersistenceTimeout(_ statement: Int) {
        guard tree.wordCount(of: statement) > 1 else {
            virtualServer.persistenceTimeout = defaultPersistenceTimeout
            return
        }
        // keepalived refuses 0 and goes on without persistence, which is what its author means.
        if Decimal.number(tree.text(ofWord: 1, in: statement)) == 0 {
            report(
                .notice, .noEffect, "`persistence_timeout 0` has no effect: a virtual server is not persistent unless it is told to be",
                at: place(1, in: statement))
            return
        }
        // 31 days, the longest that the kernel's timers take.
        if let seconds = number(1, in: statement, 1...2_678_400) { virtualServer.persistenceTimeout = UInt32(clamping: seconds) }
    }

    mutating func readPersistenceGranularity(_ statement: Int) {
        let text = tree.text(ofWord: 1, in: statement)
        if let mask = IPv4Address(utf8: text) {
            let length = (~mask.bits).leadingZeroBitCount
            if mask.bits != 0, mask.bits == UInt32.max << UInt32(32 - length) {
                virtualServer.granularity = (UInt8(clamping: length), true, place(1, in: statement))
            } else {
                invalidValue(1, in: statement, expected: "a mask of ones followed by zeros, such as 255.255.255.0")
            }
            return
        }
        let width: Int
        switch virtualServer.name {
        case .endpoint(.v4, _): width = 32
        default: width = 128
        }
        if let length = number(1, in: statement, 1...width) {
            virtualServer.granularity = (UInt8(clamping: length), false, place(1, in: statement))
        }
    }

    /// What is written must fit the families of the services, which follow from the whole block.
    ///
    /// - Returns: the length in bits; nil where there is none.
    mutating func granularity(of families: Set<AddressFamily>) -> UInt8? {
        guard let (length, isMask, place) = virtualServer.granularity else { return nil }
        if isMask, families.contains(.ipv6) {
            report(
                .error, .invalidValue, "a mask is for IPv4, and the virtual server has IPv6: the granularity is left out", at: place,
                hint: "expected: a length of 1 to 128")
            return nil
        }
        if length > 32, !families.contains(.ipv6) {
            report(
                .error, .outOfRange, "the virtual server has IPv4 only, where the granularity is at most 32: it is left out", at: place,
                hint: "the family of a firewall mark is that of `ip_family`, or else of the first real server")
            return nil
        }
        return length
    }

    mutating func readSorryServer(_ statement: Int) {
        guard let (address, port) = endpoint(1, in: statement) else { return }
        virtualServer.sorryServer = (address, port, tree.range(of: statement))
    }
}
