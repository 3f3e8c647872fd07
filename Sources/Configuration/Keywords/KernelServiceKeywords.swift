internal import ConfigurationLanguage
internal import IPVSTable
internal import NetworkTypes
internal import VRRP

/// `global_defs`: what the kernel does beside its table.
let kernelServiceKeywords: [Keyword] = [
    .words(
        "lvs_sync_daemon", in: .globalDefinitions,
        syntax: "IF [[inst] INSTANCE] [id 0-255] [maxlen 1-65507] [port 1-65535] [ttl 1-255] [group ADDR]", 1...13
    ) { $0.readSyncDaemon($1) },
    .words(
        "lvs_timeouts", in: .globalDefinitions, syntax: "[tcp 0-2678400 s] [tcpfin 0-2678400 s] [udp 0-2678400 s]", default: "the kernel's", 2...6
    ) { $0.readConnectionTimeouts($1) },
]
