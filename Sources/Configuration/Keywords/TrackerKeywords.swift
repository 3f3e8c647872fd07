internal import ConfigurationLanguage

/// `vrrp_script`, `track_file`, `vrrp_track_process`, `bfd_instance` and `vrrp_sync_group`.
let trackerKeywords: [Keyword] =
    Keyword.notYetBlocks(
        "vrrp_script", in: .root, opens: .vrrpScript, part: .vrrp, "the script is not run, and no priority follows it")
    + Keyword.parts("script interval timeout weight rise fall user init_fail", in: .vrrpScript)
    + Keyword.notYetBlocks(
        "track_file vrrp_track_file", in: .root, opens: .trackFile, part: .all,
        "the file is not watched, and no priority or weight follows it")
    + Keyword.parts("file weight init_file", in: .trackFile)
    + Keyword.notYetBlocks(
        "vrrp_track_process", in: .root, opens: .trackProcess, part: .vrrp, "the process is not watched, and no priority follows it")
    + Keyword.parts(
        "process param_match weight quorum quorum_max fork_delay terminate_delay delay full_command", in: .trackProcess)
    + Keyword.notYetBlocks("bfd_instance", in: .root, opens: .bfdInstance, part: .all, "there is no BFD session")
    + Keyword.parts(
        "neighbor_ip neighbour_ip source_ip min_rx min_tx idle_tx multiplier passive ttl hoplimit max_hops multihop weight vrrp checker",
        in: .bfdInstance)
    + Keyword.notYetBlocks(
        "vrrp_sync_group", in: .root, opens: .syncGroup, part: .vrrp, "its instances change their state each on its own")
    + Keyword.parts("group track_interface track_script track_file track_process track_bfd", in: .syncGroup, opens: .list)
    + Keyword.parts(
        "notify_master notify_backup notify_fault notify_stop notify_deleted notify notify_priority_changes smtp_alert global_tracking sync_group_tracking_weight",
        in: .syncGroup)
