internal import ConfigurationLanguage

/// What may stand outside of any block.
let rootKeywords: [Keyword] =
    [
        .block("global_defs", in: .root, opens: .globalDefinitions),
        .block(
            "vrrp_instance", in: .root, syntax: "NAME", opens: .vrrpInstance, 1...1, part: .vrrp,
            begin: { $0.beginInstance($1) }, end: { $0.endInstance($1) }),
        Keyword(
            "virtual_server_group", in: .root, .list, syntax: "NAME { ADDR[-ADDR|-LAST|/LENGTH] [PORT] | fwmark N [inet|inet6] }, at most 65536 services", values: 1...1,
            opens: .list, part: .check, action: .value { $0.readServerGroup($1) }),
        .block(
            "virtual_server", in: .root, syntax: "ADDR [PORT] | fwmark N | group NAME", opens: .virtualServer, 1...2, part: .check,
            begin: { $0.beginVirtualServer($1) }, end: { $0.endVirtualServer($1) }),
    ]
    + includeKeywords
    + daemonRootKeywords
    + trackGroupKeywords
    + [.block("SSL", in: .root, opens: .sslContext, part: .check)]

/// They take effect before keywords are looked at, in every block; only a misplaced one comes here.
private let includeKeywords: [Keyword] = ["include", "includer", "includem", "includew", "includeb", "includea"].map { name in
    Keyword(
        name, in: .root, syntax: "GLOB", values: 0...Int.max,
        action: .value { reader, statement in
            reader.report(
                .error, .misplacedInclude, "`\(name)` must stand at the beginning of its line", at: reader.place(0, in: statement))
        })
}
