internal import ConfigurationLanguage
internal import Routing

/// What an instance and the machine have in the kernel's network: addresses aside, which stand with the instance.
let networkKeywords: [Keyword] = announcementKeywords + routingKeywords + firewallKeywords + virtualInterfaceKeywords + linkKeywords

/// Routes and rules of an instance, and what the machine has whoever is master.
let routingKeywords: [Keyword] = [
    .list("virtual_routes", in: .vrrpInstance, syntax: routeSyntax + " [no_track]") { reader, line in
        if let route = reader.route(line, .virtual) { reader.instance.routes.append(route) }
    },
    .list("virtual_rules", in: .vrrpInstance, syntax: ruleSyntax + " [no_track]") { reader, line in
        if let rule = reader.routingRule(line, .virtual) { reader.instance.rules.append(rule) }
    },
    .list("static_ipaddress", in: .root, syntax: staticAddressSyntax, part: .vrrp) { reader, line in
        guard var address = reader.virtualAddress(line, .fixed)?.address else { return }
        if address.interface == nil { address.interface = reader.defaults.interface }
        reader.configuration.staticNetwork.addresses.append(address)
    },
    .list("static_routes", in: .root, syntax: routeSyntax + " [track_group G]", part: .vrrp) { reader, line in
        if let route = reader.route(line, .fixed) { reader.configuration.staticNetwork.routes.append(route) }
    },
    .list("static_rules", in: .root, syntax: ruleSyntax + " [track_group G]", part: .vrrp) { reader, line in
        if let rule = reader.routingRule(line, .fixed) { reader.configuration.staticNetwork.rules.append(rule) }
    },
]

private let staticAddressSyntax = addressSyntax + " [track_group G]"

private let routeSyntax =
    "[KIND] [to] PREFIX|default [via ADDR [or ADDR]] [dev IF] [onlink] [encap mpls LABEL[/LABEL...]|ip OPTIONS|ip6 OPTIONS|ila LOCATOR] [src ADDR] [from PREFIX] [table T|vrf IF] [scope S] [tos N] [protocol P] [metric N] "
    + "[mtu [lock] N] [advmss N] [rtt N] [rttvar N] [reordering N] [window N] [cwnd N] [ssthresh N] [rto_min N] [initcwnd N] [initrwnd N] [hoplimit N] "
    + "[quickack N] [fastopen_no_cookie N] [congctl NAME] [features ecn] [realms R] [pref low|medium|high] [expires N] [ttl-propagate enabled|disabled] "
    + "[add|append|prepend] [inet|inet6] [nexthop via ADDR dev IF weight N]..."

private let ruleSyntax =
    "[not] [from PREFIX] [to PREFIX] [iif IF] [oif IF] [fwmark N[/MASK]] [tos N] [preference N] [realms R] [suppress_prefixlength N] [suppress_ifgroup N] "
    + "[tunnel-id N] [uidrange A-B] [ipproto P] [sport A-B] [dport A-B] [protocol P] [inet|inet6] table T|goto N|l3mdev|nop|blackhole|unreachable|prohibit"
