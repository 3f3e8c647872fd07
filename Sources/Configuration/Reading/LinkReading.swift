internal import ConfigurationLanguage
internal import NetworkTypes
internal import VRRP

// Interfaces that come, go and falter: lines of their blocks.

extension Reader {
    /// A line `IF [MII|ETHTOOL|IOCTL]`.
    mutating func readPolledLink(_ line: Int) {
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
    mutating func readLinkDelays(_ line: Int) {
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
