/// The keywords whose first value is a command: its program should exist.
enum ScriptKeywords {
    static func contains(_ name: String, in block: Block) -> Bool {
        names[block]?.contains(name) ?? false
    }

    private static let transitions: Set<String> = [
        "notify_master", "notify_backup", "notify_fault", "notify_stop", "notify_deleted", "notify", "notify_master_rx_lower_pri",
    ]

    private static let names: [Block: Set<String>] = [
        .globalDefinitions: [
            "startup_script", "shutdown_script", "notify_fifo_script", "vrrp_notify_fifo_script", "lvs_notify_fifo_script",
        ],
        .vrrpScript: ["script"],
        .vrrpInstance: transitions,
        .syncGroup: transitions,
        .virtualServer: ["quorum_up", "quorum_down"],
        .realServer: ["notify_up", "notify_down"],
        .miscCheck: ["misc_path"],
    ]
}
