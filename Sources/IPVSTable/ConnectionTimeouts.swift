/// `lvs_timeouts`: how long the kernel keeps connections, in seconds; 0 leaves the kernel's own value.
public struct ConnectionTimeouts: Hashable, Sendable {
    public var tcp: UInt32
    /// After a FIN.
    public var tcpFinished: UInt32
    public var udp: UInt32

    public init(tcp: UInt32 = 0, tcpFinished: UInt32 = 0, udp: UInt32 = 0) {
        self.tcp = tcp
        self.tcpFinished = tcpFinished
        self.udp = udp
    }

    /// The same, with the other's values where this says nothing.
    public func completed(from other: ConnectionTimeouts) -> ConnectionTimeouts {
        ConnectionTimeouts(
            tcp: tcp == 0 ? other.tcp : tcp, tcpFinished: tcpFinished == 0 ? other.tcpFinished : tcpFinished, udp: udp == 0 ? other.udp : udp)
    }
}

/// As `RUNTIME_DIR/ipvs-timeouts` keeps them: `tcp 900 tcpfin 120 udp 300`.
extension ConnectionTimeouts: LosslessStringConvertible {
    public var description: String { "tcp \(tcp) tcpfin \(tcpFinished) udp \(udp)" }

    public init?(_ text: String) {
        let words = text.split { $0 == " " || $0 == "\n" }
        guard words.count == 6, words[0] == "tcp", words[2] == "tcpfin", words[4] == "udp", let tcp = UInt32(words[1]),
            let tcpFinished = UInt32(words[3]), let udp = UInt32(words[5])
        else { return nil }
        self.init(tcp: tcp, tcpFinished: tcpFinished, udp: udp)
    }
}
