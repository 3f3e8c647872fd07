internal import ConfigurationLanguage
internal import NetworkTypes
internal import VRRP

/// Interfaces that come, go and falter.
let linkKeywords: [Keyword] = [
    .list("interface_up_down_delays", in: .root, syntax: "IF DOWN [UP]", part: .vrrp) { $0.readLinkDelays($1) },
    .words("dynamic_interfaces", in: .globalDefinitions, syntax: "[allow_if_changes]", 0...1) { reader, statement in
        // An interface may become another one in any case.
        if reader.tree.wordCount(of: statement) > 1, !reader.isWord(1, in: statement, "allow_if_changes") {
            reader.invalidValue(1, in: statement, expected: "`allow_if_changes` or nothing")
        }
        reader.configuration.global.links.waitsForMissing = true
    },
    .list("linkbeat_interfaces", in: .root, syntax: "IF [MII|ETHTOOL|IOCTL]", part: .vrrp) { $0.readPolledLink($1) },
    .flag("linkbeat_use_polling", in: .root) { $0.configuration.global.links.pollsAll = true },
    .flag("linkbeat_use_polling", in: .globalDefinitions) { $0.configuration.global.links.pollsAll = true },
    .flag("linkbeat_use_polling", in: .vrrpInstance, status: .obsolete("linkbeat_interfaces")) { $0.instance.pollsLink = true },
]

extension Reader {
    /// A line `IF [MII|ETHTOOL|IOCTL]`.
    fileprivate mutating func readPolledLink(_ line: Int) {
        guard let name = interfaceName(0, in: line) else { return }
        var polling = LinkPolling.mii
        if tree.wordCount(of: line) > 1 {
            let word = string(1, in: line)
            guard let given = LinkPolling.allCases.first(where: { $0.name == word }) else {
                return invalidValue(1, in: line, expected: "MII, ETHTOOL or IOCTL")
            }
            polling = given
        }
        configuration.global.links.polling[name] = polling
    }

    /// A line `IF DOWN [UP]` of seconds; without the second, both are the same.
    fileprivate mutating func readLinkDelays(_ line: Int) {
        guard let name = interfaceName(0, in: line) else { return }
        let range = Duration.zero...(.seconds(255))
        guard tree.wordCount(of: line) > 1 else {
            report(.error, .missingValue, "an interface is followed by a number of seconds", at: place(0, in: line))
            return
        }
        guard let down = seconds(1, in: line, range) else { return }
        var up = down
        if tree.wordCount(of: line) > 2 {
            guard let given = seconds(2, in: line, range) else { return }
            up = given
        }
        configuration.global.links.delays[name] = LinkDelays(down: down, up: up)
    }
}
