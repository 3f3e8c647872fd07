internal import ConfigurationLanguage
internal import NetworkTypes
internal import VRRP

/// Interfaces that come, go and falter.
let linkKeywords: [Keyword] = [
    .list("interface_up_down_delays", in: .root, syntax: "IF DOWN [UP]", part: .vrrp) { $0.readLinkDelays($1) },
    Keyword(
        "dynamic_interfaces", in: .globalDefinitions, syntax: "[allow_if_changes]", values: 0...1,
        status: .noEffect("an interface may come, go and become another one in any case"), action: .nothing),
]

extension Reader {
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
        configuration.global.linkDelays[name] = LinkDelays(down: down, up: up)
    }
}
