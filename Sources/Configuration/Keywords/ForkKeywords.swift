internal import ConfigurationLanguage

/// Words of programs that grew out of keepalived for balancers of their own (DPVS, the LVS of Alibaba with full NAT). Their
/// files look like ours, and the kernel's IPVS has nothing that these words could mean.
enum ForkKeywords {
    static func contains(_ name: ArraySlice<UInt8>, in block: Block) -> Bool {
        switch block {
        case .root: rootNames.contains(String(decoding: name, as: UTF8.self))
        case .virtualServer: virtualServerNames.contains(String(decoding: name, as: UTF8.self))
        default: false
        }
    }

    private static let rootNames: Set<String> = [
        "local_address_group", "deny_address_group", "allow_address_group", "blklst_addr_group", "whtlst_addr_group",
    ]

    private static let virtualServerNames: Set<String> = [
        "laddr_group_name", "daddr_group_name", "blklst_addr_gname", "whtlst_addr_gname", "syn_proxy", "expire_quiescent_conn",
        "establish_timeout", "est_timeout", "proxy_protocol", "hash_target", "bps", "limit_proportion", "vip_bind_dev", "quic",
    ]

    /// Forwarding methods and schedulers.
    static let values: Set<String> = ["FNAT", "FULLNAT", "SNAT", "conhash"]
}
