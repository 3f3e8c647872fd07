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
