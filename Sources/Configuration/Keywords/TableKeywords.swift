internal import ConfigurationLanguage
internal import HealthCheck
internal import IPVSTable

/// `global_defs`: what the kernel's table and the probes have beyond keepalived.
let tableKeywords: [Keyword] = [
    .words("lvs_reconcile", in: .globalDefinitions, syntax: "repair|report|off [SECONDS]", default: "repair 5", 1...2) { reader, statement in
        guard let reaction = TableReconciliation.Reaction(rawValue: reader.string(1, in: statement)) else {
            return reader.invalidValue(1, in: statement, expected: "`repair`, `report` or `off`")
        }
        var reconciliation = TableReconciliation(reaction)
        if reader.tree.wordCount(of: statement) > 2 {
            guard let interval = reader.seconds(2, in: statement, .seconds(1)...longestTime) else { return }
            reconciliation.interval = interval
        }
        reader.configuration.global.reconciliation = reconciliation
    },
    .text("lvs_ipset", in: .globalDefinitions, syntax: "PREFIX", default: "no sets") { reader, prefix in
        // The longest name of a set has 31 bytes, `PREFIX-real6` among them.
        let isName = prefix.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
        }
        guard isName, (1...25).contains(prefix.utf8.count), !prefix.hasPrefix("-") else {
            return reader.invalidValue(1, in: reader.current, expected: "1 to 25 letters, digits, `_`, `.` or `-`")
        }
        reader.configuration.global.setPrefix = prefix
    },
    .boolean("share_checks", in: .globalDefinitions, default: "on") { $0.configuration.global.probeLimits.sharesProbes = $1 },
    .number("checker_max_concurrent", in: .globalDefinitions, 1...1_000_000, default: "no limit") {
        $0.configuration.global.probeLimits.concurrent = $1
    },
    .number("checker_max_rate", in: .globalDefinitions, 1...1_000_000, default: "no limit") {
        $0.configuration.global.probeLimits.perSecond = $1
    },
]
