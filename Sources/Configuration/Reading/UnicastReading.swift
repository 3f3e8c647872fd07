internal import ConfigurationLanguage
internal import NetworkTypes
internal import VRRP

extension Reader {
    /// A line `ADDR [min_ttl N] [max_ttl N]` of `unicast_peer`.
    mutating func readUnicastPeer(_ line: Int) {
        guard let peer = address(0, in: line) else { return }
        guard peer.family == .ipv4 else {
            report(.error, .notSupportedYet, "VRRP over IPv6 is not supported yet: the peer is left out", at: place(0, in: line))
            return
        }
        var lowest = 0
        var highest = 255
        var word = 1
        while word < tree.wordCount(of: line) {
            let isLowest = isWord(word, in: line, "min_ttl")
            guard isLowest || isWord(word, in: line, "max_ttl"), word + 1 < tree.wordCount(of: line) else {
                report(
                    .error, .invalidValue, "`\(printable(tree.text(ofWord: word, in: line)))` is not expected here", at: place(word, in: line),
                    hint: "a line is written `ADDR [min_ttl N] [max_ttl N]`")
                return
            }
            guard let value = number(word + 1, in: line, 0...255) else { return }
            if isLowest { lowest = value } else { highest = value }
            word += 2
        }
        guard lowest <= highest else {
            report(.error, .outOfRange, "min_ttl is greater than max_ttl", at: place(0, in: line))
            return
        }
        // Twice the same address would be sent two advertisements.
        guard instance.unicastPeerAddresses.insert(peer).inserted else { return }
        instance.unicastPeers.append(UnicastParameters.Peer(peer, timesToLive: UInt8(clamping: lowest)...UInt8(clamping: highest)))
    }

    /// What the instance says of unicast; nil without peers: keepalived sends to the group then.
    func unicast() -> UnicastParameters? {
        let peers = instance.unicastPeers
        if peers.isEmpty { return nil }
        let hasBounds = peers.contains { $0.timesToLive != 0...255 }
        return UnicastParameters(
            peers: peers, timeToLive: instance.unicastTimeToLive,
            checksSource: hasBounds || instance.checksUnicastSource ?? defaults.checksUnicastSource)
    }
}
