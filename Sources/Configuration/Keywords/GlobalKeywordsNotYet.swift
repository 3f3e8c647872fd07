internal import ConfigurationLanguage

/// `global_defs`: what is known by name only, grouped by what follows from that.
let globalKeywordsNotYet: [Keyword] =
    ipvs + readOuts

private func notYet(_ names: String, _ consequence: String, _ severity: Diagnostic.Severity = .warning) -> [Keyword] {
    Keyword.notYet(names, in: .globalDefinitions, consequence, severity)
}

private let ipvs: [Keyword] =
    notYet("nftables_ipvs nftables_ipvs_priority nftables_ipvs_start_fwmark", "each address of a group is a service of its own in the kernel")

private let readOuts: [Keyword] =
    notYet(
        "snmp_socket enable_snmp_vrrp enable_snmp_checker enable_snmp_rfc enable_snmp_rfcv2 enable_snmp_rfcv3 enable_snmp_keepalived "
            + "enable_traps snmp_vs_stats_update_interval snmp_rs_stats_update_interval",
        "there is no SNMP: `lvsctl metrics` and the control socket tell more")
    + notYet("enable_dbus dbus_service_name dbus_no_interface_name", "there is no DBus service: the control socket tells and does the same")

