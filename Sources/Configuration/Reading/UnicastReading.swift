internal import ConfigurationLanguage
internal import NetworkTypes
internal import VRRP

extension Reader {
    /// A line `ADDR [min_ttl N] [max_ttl N]` of `unicast_peer`.
    mutating func readUnicastPeer(_ line: Int) {
        instance.namesPeers = true
        guard let peer = address(0, in: line) else { return }
        guard isOfInstance(peer.family, at: place(0, in: line)) else { return }
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

    /// A keyword of unicast stands in the block.
    mutating func noteUnicast() {
        if instance.unicastPlace == nil { instance.unicastPlace = place(0, in: current) }
    }

    /// What the instance says of unicast; nil without peers: keepalived sends to the group then.
    mutating func unicast() -> UnicastParameters? {
        let peers = instance.unicastPeers
        if peers.isEmpty, let place = instance.unicastPlace {
            if instance.staysSilentWithoutPeers {
                report(.warning, .unicastWithoutPeers, "the instance has no `unicast_peer`: it stays in FAULT", at: place)
            } else {
                report(
                    .warning, .unicastWithoutPeers, "unicast without `unicast_peer`: advertisements go to the multicast group", at: place,
                    hint: "keepalived's manual calls this deprecated; with `unicast_fault_no_peer` the instance stays in FAULT")
            }
        }
        if peers.isEmpty, !instance.staysSilentWithoutPeers { return nil }
        let hasBounds = peers.contains { $0.timesToLive != 0...255 }
        return UnicastParameters(
            peers: peers, timeToLive: instance.unicastTimeToLive,
            checksSource: hasBounds || instance.checksUnicastSource ?? defaults.checksUnicastSource,
            oldChecksum: instance.oldChecksum ?? .detected, oldChecksumGroup: instanceFamily == .ipv4 ? multicastGroup : ProtocolConstants.multicastGroup)
    }
}
