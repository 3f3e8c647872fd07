/// `global_defs`: where the names of numbers stand that iproute2 has (rt_tables, group).
let routingNameKeywords: [Keyword] = [
    .text("iproute_etc_dir", in: .globalDefinitions, syntax: "DIRECTORY", default: "/etc/iproute2") {
        $0.configuration.global.routingNamesOfAdministrator = $1
    },
    .text("iproute_usr_dir", in: .globalDefinitions, syntax: "DIRECTORY", default: "/usr/share/iproute2, /usr/lib/iproute2") {
        $0.configuration.global.routingNamesOfDistribution = $1
    },
]
