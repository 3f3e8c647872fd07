import NetworkTypes
@testable import VRRP

/// Every code is the same, so that the engine finds what stands behind a right one, too.
private struct GuessableAuthenticator: MessageAuthenticator {
    func hmacMD5(of bytes: [UInt8], key: [UInt8]) -> [UInt8] { Array(repeating: 0xAA, count: 16) }
    func hmacSHA256(of bytes: [UInt8], key: [UInt8]) -> [UInt8] { Array(repeating: 0xAA, count: 32) }
}

enum VRRPFuzzing {
    private static let now = MonotonicInstant(nanoseconds: 1_000_000_000_000)

    /// One router of each kind, as backup and as master.
    private static func routers(_ family: AddressFamily) -> [VirtualRouter] {
        let own: IPAddress = family == .ipv4 ? IPAddress(10, 0, 0, 2) : .v6(IPv6Address(high: 0xFE80 << 48, low: 2))
        let virtual: IPAddress = family == .ipv4 ? IPAddress(192, 0, 2, 1) : .v6(IPv6Address(high: 0xFE80 << 48, low: 99))
        var kinds: [VirtualRouterParameters] = []
        var plain = VirtualRouterParameters(name: "VI_1", virtualRouterID: 51, authentication: .none, advertisedAddresses: [virtual])
        plain.family = family
        kinds.append(plain)
        var third = plain
        third.version = .version3
        kinds.append(third)
        var password = plain
        password.authentication = .password("1111".utf8)
        kinds.append(password)
        var signed = third
        signed.messageAuthentication = MessageAuthentication(keys: [1: Array("0123456789abcdef".utf8)], activeKey: 1)
        kinds.append(signed)
        if family == .ipv4 {
            var header = plain
            header.authentication = .header(key: Authentication.eightBytes("1111".utf8))
            kinds.append(header)
        }
        return kinds.flatMap { parameters in
            var backup = VirtualRouter(parameters: parameters, primaryAddress: own, authenticator: GuessableAuthenticator())
            _ = backup.start(now: now, adoptingMastership: false)
            var master = backup
            _ = master.handleTimeout(now: master.deadline ?? now)
            return [backup, master]
        }
    }

    private static let routers4 = routers(.ipv4)
    private static let routers6 = routers(.ipv6)

    static func receive(datagram bytes: [UInt8]) {
        guard let packet = try? ReceivedPacket(datagram: bytes.span) else { return }
        receive(packet, routers4)
        for coverage in [ChecksumCoverage.advertisement, .pseudoHeader] { receive(repaired(packet, coverage), routers4) }
    }

    static func receive(version6 bytes: [UInt8]) {
        let source = IPAddress.v6(IPv6Address(high: 0xFE80 << 48, low: 3))
        let packet = ReceivedPacket(source: source, timeToLive: 255, payload: bytes)
        receive(packet, routers6)
        receive(repaired(packet, .pseudoHeader), routers6)
    }

    /// With the right checksum, which no engine guesses.
    private static func repaired(_ packet: ReceivedPacket, _ coverage: ChecksumCoverage) -> ReceivedPacket {
        var packet = packet
        guard packet.payload.count >= 8 else { return packet }
        packet.payload.replaceSubrange(6..<8, with: [0, 0])
        let sum = coverage.value(over: packet.payload[...], from: packet.source, to: packet.destination)
        packet.payload.replaceSubrange(6..<8, with: [UInt8(sum >> 8), UInt8(sum & 0xFF)])
        return packet
    }

    private static func receive(_ packet: ReceivedPacket, _ routers: [VirtualRouter]) {
        if let advertisement = try? Advertisement(decoding: packet) {
            precondition(advertisement.encodedLength == packet.payload.count, "an advertisement of another length")
        }
        _ = packet.virtualRouterID
        for router in routers {
            var router = router
            let effects = router.received(packet, now: now)
            precondition(effects.count < 64, "one packet, \(effects.count) effects")
            precondition(router.deadline != nil, "a router without a timer")
            hearAgain(packet, router)
        }
    }

    /// The short way for what comes every second leads to where the long one does.
    private static func hearAgain(_ packet: ReceivedPacket, _ router: VirtualRouter) {
        let later = now + .seconds(1)
        var (short, long) = (router, router)
        guard let deadline = short.heardAgain(router.familiarNumber, now: later) else { return }
        let effects = long.received(packet, now: later)
        precondition(effects.isEmpty, "the same again had an effect")
        precondition(deadline == long.deadline && deadline == short.deadline, "the short way has another deadline")
        precondition(short.standing == long.standing, "the short way leads elsewhere")
    }
}
