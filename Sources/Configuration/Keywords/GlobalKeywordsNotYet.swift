internal import ConfigurationLanguage

/// `global_defs`: what is known by name only, grouped by what follows from that.
let globalKeywordsNotYet: [Keyword] =
    mailAndProcesses + scriptsAndEvents + ipvs + firewallAndSystem + readOuts + reloadAndFiles

private func notYet(_ names: String, _ consequence: String, _ severity: Diagnostic.Severity = .warning) -> [Keyword] {
    Keyword.notYet(names, in: .globalDefinitions, consequence, severity)
}

private let mailAndProcesses: [Keyword] =
    notYet(
        "process_names process_name vrrp_process_name checker_process_name bfd_process_name lvs_process_name",
        "processes keep their own names", .notice)
    + notYet("vrrp_priority checker_priority bfd_priority", "processes run with ordinary priority")
    + notYet(
        "vrrp_rt_priority checker_rt_priority bfd_rt_priority max_auto_priority min_auto_priority_delay",
        "processes run without real-time scheduling")
    + notYet("vrrp_no_swap checker_no_swap bfd_no_swap", "memory of the processes may be swapped out")
    + notYet("vrrp_cpu_affinity checker_cpu_affinity bfd_cpu_affinity", "processes run on any CPU")
    + notYet(
        "vrrp_rlimit_rttime checker_rlimit_rttime bfd_rlimit_rttime vrrp_rlimit_rtime checker_rlimit_rtime bfd_rlimit_rtime",
        "there is no limit on real-time CPU use", .notice)

private let scriptsAndEvents: [Keyword] =
    notYet("use_symlink_paths", "a script is run under the path that is written", .notice)

private let ipvs: [Keyword] =
    notYet("nftables_ipvs nftables_ipvs_priority nftables_ipvs_start_fwmark", "each address of a group is a service of its own in the kernel")

private let firewallAndSystem: [Keyword] =
    notYet(
        "vrrp_netlink_cmd_rcv_bufs vrrp_netlink_cmd_rcv_bufs_force vrrp_netlink_monitor_rcv_bufs vrrp_netlink_monitor_rcv_bufs_force "
            + "lvs_netlink_cmd_rcv_bufs lvs_netlink_cmd_rcv_bufs_force lvs_netlink_monitor_rcv_bufs lvs_netlink_monitor_rcv_bufs_force "
            + "process_monitor_rcv_bufs process_monitor_rcv_bufs_force",
        "buffers keep their own sizes", .notice)

private let readOuts: [Keyword] =
    notYet(
        "snmp_socket enable_snmp_vrrp enable_snmp_checker enable_snmp_rfc enable_snmp_rfcv2 enable_snmp_rfcv3 enable_snmp_keepalived "
            + "enable_traps snmp_vs_stats_update_interval snmp_rs_stats_update_interval",
        "there is no SNMP")
    + notYet("enable_dbus dbus_service_name dbus_no_interface_name", "there is no DBus service")
    + notYet(
        "state_dump_file stats_dump_file json_dump_file state_file_location stats_file_location json_file_location json_version data_use_instance",
        "no dump files are written")

private let reloadAndFiles: [Keyword] =
    notYet("reload_check_config", "a new configuration is always checked before it takes effect", .notice)
    + notYet("reload_time_file reload_repeat", "there is no reload at a given time")
    + notYet("reload_file", "the file is not made during a reload")
    + notYet("config_save_dir", "no copies of the configuration are kept")
    + notYet("tmp_config_directory", "the configuration is kept in memory", .notice)
    + notYet("umask", "the mask of the starting shell applies")
    + notYet("iproute_usr_dir iproute_etc_dir", "names of tables, protocols and scopes are those of the kernel", .notice)
